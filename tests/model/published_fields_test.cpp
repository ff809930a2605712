// Receptive fields, strides and centres layer by layer, as the specification of the operators lists them
// (ops.md 12.2 and 12.3; semantic.md 8.4 and 9).
#include <gtest/gtest.h>

#include "model/convolutionalise.h"
#include "model/deeplab.h"
#include "model/deeplab_v2.h"
#include "model/dilation.h"
#include "model/fcn.h"
#include "model/fcn_alexnet.h"
#include "model/net_facts.h"
#include "model/resnet.h"
#include "model/vgg.h"

namespace perpixel {
namespace {

struct Row {
  const char* layer;
  double size, stride, centre;
};

void expect_fields(const Model& model, int side, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const AxisField field = field_of(model, row.layer, side);
    EXPECT_EQ(field.size(), row.size) << row.layer;
    EXPECT_EQ(field.stride, row.stride) << row.layer;
    EXPECT_EQ(field.centre(), row.centre) << row.layer;
  }
}

ModelOptions padded(const char* padding) {
  ModelOptions options = tiny();
  options.padding = padding;
  return options;
}

// ops.md 12.2. The last row has no padding: 15.5 + 3 cells of 32.
TEST(PublishedFields, Vgg16) {
  const Model model{"vgg16", {convolutionalise(vgg16(tiny()).graphs[0])}, {}};
  expect_fields(model, 224,
                {{"conv1_1", 3, 1, 0},
                 {"conv1_2", 5, 1, 0},
                 {"pool1", 6, 2, 0.5},
                 {"conv2_1", 10, 2, 0.5},
                 {"conv2_2", 14, 2, 0.5},
                 {"pool2", 16, 4, 1.5},
                 {"conv3_1", 24, 4, 1.5},
                 {"conv3_2", 32, 4, 1.5},
                 {"conv3_3", 40, 4, 1.5},
                 {"pool3", 44, 8, 3.5},
                 {"conv4_1", 60, 8, 3.5},
                 {"conv4_2", 76, 8, 3.5},
                 {"conv4_3", 92, 8, 3.5},
                 {"pool4", 100, 16, 7.5},
                 {"conv5_1", 132, 16, 7.5},
                 {"conv5_2", 164, 16, 7.5},
                 {"conv5_3", 196, 16, 7.5},
                 {"pool5", 212, 32, 15.5},
                 {"fc6", 404, 32, 111.5}});
}

/// Where the centres of both sides say that a crop must be, and where it is.
void expect_crops_follow(const Model& model, const std::vector<double>& offsets) {
  SCOPED_TRACE(model.name);
  const Graph& graph = model.graph(kMainGraph);
  const auto fields = receptive_fields(graph, input_shapes(model, 500, 500));
  std::vector<double> found;
  for (const Node& node : graph.nodes) {
    if (node.op != "CropLike") continue;
    const AxisField &from = fields[static_cast<std::size_t>(node.inputs[0])].x,
                    &like = fields[static_cast<std::size_t>(node.inputs[1])].x;
    ASSERT_EQ(from.stride, like.stride) << node.name;
    found.push_back((like.centre() - from.centre()) / from.stride);
    EXPECT_EQ(static_cast<double>(int_attribute(node, "offset", -1)), found.back()) << node.name;
  }
  EXPECT_EQ(found, offsets);
}

// ops.md 12.2 and 21, row 17. By hand, 99 px of padding more than "same": score_fr is centred on 12.5; 32
// times larger at 12.5 - 31.5 = -19, twice larger at 12.5 - 1.5 * 16 = -11.5 beside pool4 at 7.5 - 99 = -91.5
// of stride 16, and so on. AlexNet's: 13 - 31. The "same" form is centred throughout.
TEST(PublishedFields, CropsFollowFromTheCentres) {
  const ModelOptions published = padded("pad100"), same = padded("same");
  EXPECT_EQ(field_of(fcn32s(published), "fc6", 500).centre(), 12.5);
  expect_crops_follow(fcn32s(published), {19});
  expect_crops_follow(fcn16s(published), {5, 27});
  expect_crops_follow(fcn8s(published), {5, 9, 31});
  expect_crops_follow(fcn8s_atonce(published), {5, 9, 31});
  expect_crops_follow(fcn_alexnet(tiny()), {18});
  expect_crops_follow(fcn32s(same), {0});
  expect_crops_follow(fcn16s(same), {0, 0});
  expect_crops_follow(fcn8s(same), {0, 0, 0});
}

// ops.md 12.2: all pools of 3 counted; semantic.md 14: without pool5a 419, which is v2's branch of rate 12.
TEST(PublishedFields, DeepLabLargeFov) {
  expect_fields(deeplab_largefov(tiny()), 641,
                {{"pool1", 7, 2, 0},
                 {"pool2", 19, 4, 0},
                 {"pool3", 51, 8, 0},
                 {"pool4", 115, 8, 0},
                 {"conv5_3", 211, 8, 0},
                 {"pool5", 227, 8, 0},
                 {"pool5a", 243, 8, 0},
                 {"fc6", 435, 8, 0}});
  ModelOptions one_rate = tiny();
  one_rate.atrous_rates = {12};
  expect_fields(deeplab_v2_vgg(one_rate), 641, {{"pool5", 227, 8, 0}, {"fc6_1", 419, 8, 0}});
}

// semantic.md 9.1: sizes at 900 px, fields, strides; ops.md 12.2: the centre of a cell is at 189.5.
TEST(PublishedFields, DilatedFrontEnd) {
  const Model model = dilated_frontend(padded("valid"));
  for (const auto& [layer, cells, size, stride] : {std::tuple{"pool1", 448, 6., 2.},
                                                   {"pool2", 222, 16., 4.},
                                                   {"pool3", 108, 44., 8.},
                                                   {"conv4_3", 102, 92., 8.},
                                                   {"conv5_3", 90, 188., 8.},
                                                   {"fc6", 66, 380., 8.}}) {
    EXPECT_EQ(shape_of(model, layer, 900, 900)[2], cells) << layer;
    EXPECT_EQ(field_of(model, layer, 900).size(), size) << layer;
    EXPECT_EQ(field_of(model, layer, 900).stride, stride) << layer;
  }
  expect_fields(model, 900, {{"fc-final", 380, 8, 189.5}});
}

/// Fields of the context module's layers in cells of the front end.
std::vector<double> cells_seen(const Model& model, const std::string& front,
                               const std::vector<std::string>& layers) {
  const double below = field_of(model, front, 900).size();
  std::vector<double> cells;
  for (const std::string& layer : layers)
    cells.push_back((field_of(model, layer, 900).size() - below) / 8 + 1);
  return cells;
}

// ops.md 21, row 16, and semantic.md 9.2: dilations 1 1 2 4 8 16 1 and a 1x1; the padding of 33 cells puts
// the centre back, whether all of it comes first (VOC) or each layer has its own. By hand for the others: 32
// and 64 add 64 and 128 cells; without 16 there are 32 fewer.
TEST(PublishedFields, ContextModule) {
  const ModelOptions options = padded("valid");
  const Model voc = dilation8(options), camvid = dilation8_camvid(options);
  EXPECT_EQ(cells_seen(voc, "fc-final",
                       {"ct_conv1_1", "ct_conv1_2", "ct_conv2_1", "ct_conv3_1", "ct_conv4_1", "ct_conv5_1",
                        "ct_fc1", "ct_final"}),
            (std::vector<double>{3, 5, 9, 17, 33, 65, 67, 67}));
  EXPECT_EQ(cells_seen(camvid, "final",
                       {"ctx_conv1_1", "ctx_conv1_2", "ctx_conv2_1", "ctx_conv3_1", "ctx_conv4_1",
                        "ctx_conv5_1", "ctx_fc1", "ctx_final"}),
            (std::vector<double>{3, 5, 9, 17, 33, 65, 67, 67}));
  EXPECT_EQ(cells_seen(dilation7(options), "final", {"ctx_conv4_1", "ctx_fc1", "ctx_final"}),
            (std::vector<double>{33, 35, 35}));
  EXPECT_EQ(cells_seen(dilation10(options), "final",
                       {"ctx_conv5_1", "ctx_conv6_1", "ctx_conv7_1", "ctx_fc1", "ctx_final"}),
            (std::vector<double>{65, 129, 257, 259, 259}));
  expect_fields(voc, 900, {{"ct_final", 908, 8, 189.5}});
  expect_fields(camvid, 900, {{"ctx_final", 908, 8, 189.5}});
}

struct Stages {
  Model model;
  std::vector<std::string> names;  // of C2 ... C5
};

Stages stages(const ResNetForm& form) {
  Graph graph{.name = kMainGraph};
  const ResNetTaps taps = resnet_trunk(input(graph, kDataInput, 3), form, "");
  output(taps.c5, kScoreOutput);
  std::vector<std::string> names;
  for (const Value& tap : {taps.c2, taps.c3, taps.c4, taps.c5})
    names.push_back(graph.values[static_cast<std::size_t>(tap.id)].name);
  return {{"trunk", {std::move(graph)}, {}}, std::move(names)};
}

struct ResNetRow {
  int depth;
  bool caffe;  // the stride of a bottleneck on its first 1x1
  double sizes[4];
};

// ops.md 12.3; the stem sees 7 and 11, and unit 0 of every stage is centred on pixel 0.
TEST(PublishedFields, ResNets) {
  const ResNetRow rows[] = {{18, false, {43, 99, 211, 435}},     {34, false, {59, 179, 547, 899}},
                            {50, false, {35, 91, 267, 427}},     {50, true, {35, 99, 291, 483}},
                            {101, false, {35, 91, 811, 971}},    {101, true, {35, 99, 835, 1027}},
                            {152, false, {35, 155, 1291, 1451}}, {152, true, {35, 163, 1315, 1507}}};
  for (const ResNetRow& row : rows) {
    SCOPED_TRACE(std::to_string(row.depth) + (row.caffe ? " caffe" : ""));
    const Stages trunk =
        stages({.depth = row.depth, .stride_in_1x1 = row.caffe, .ceil_pool = row.caffe, .width = 0.125f});
    expect_fields(trunk.model, 224, {{"conv1", 7, 2, 0}, {"maxpool", 11, 4, 0}});
    for (std::size_t s = 0; s < 4; ++s)
      expect_fields(trunk.model, 224,
                    {{trunk.names[s].c_str(), row.sizes[s], static_cast<double>(4 << s), 0}});
  }
}

// ops.md 12.3: ResNet-101 at output stride 8 sees the same 971. The other form keeps its 1027 (semantic.md
// 8.4, which its exact surgery explains).
TEST(PublishedFields, DilatingAResNetKeepsItsField) {
  for (const auto& [caffe, size] : {std::pair{false, 971.}, {true, 1027.}})
    for (const int stride : {8, 16}) {
      const Stages trunk = stages({.depth = 101,
                                   .output_stride = stride,
                                   .stride_in_1x1 = caffe,
                                   .ceil_pool = caffe,
                                   .width = 0.125f});
      expect_fields(trunk.model, 224, {{trunk.names[3].c_str(), size, static_cast<double>(stride), 0}});
    }
}

// semantic.md 8.4: res5 1027, the branch of rate 24 1411. By hand: a rate r adds 2 r cells of 8 px.
TEST(PublishedFields, DeepLabV2ResNet101) {
  const Model model = deeplab_v2_resnet101(tiny());
  expect_fields(model, 321,
                {{"Scale.layer4.2.relu", 1027, 8, 0},
                 {"Scale.layer5.conv2d_list.0", 1027 + 96, 8, 0},
                 {"Scale.layer5.conv2d_list.1", 1027 + 192, 8, 0},
                 {"Scale.layer5.conv2d_list.2", 1027 + 288, 8, 0},
                 {"Scale.layer5.conv2d_list.3", 1411, 8, 0}});
}

// ops.md 11: dilations 1, 2, 4, 8, 16 see 2^(n+2) - 1.
TEST(PublishedFields, DoublingDilations) {
  Graph graph{.name = kMainGraph};
  Value x = input(graph, kDataInput, 3);
  std::vector<Row> rows;
  for (const auto& [name, dilation, size] :
       {std::tuple{"d1", 1, 3.}, {"d2", 2, 7.}, {"d4", 4, 15.}, {"d8", 8, 31.}, {"d16", 16, 63.}}) {
    x = conv(x, 1, 3, name, {.dilation = dilation});
    rows.push_back({name, size, 1, 0});
  }
  output(x, kScoreOutput);
  expect_fields({"doubling", {std::move(graph)}, {}}, 64, rows);
}

}  // namespace
}  // namespace perpixel
