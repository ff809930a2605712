#include "graph/surgery.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

/// Every `factor`-th element of both axes from (top, left).
Tensor every(const Tensor& map, int factor, int top = 0, int left = 0) {
  const auto cells = [&](std::int64_t size, int first) { return (size - first + factor - 1) / factor; };
  Tensor out({map.size(0), map.size(1), cells(map.size(2), top), cells(map.size(3), left)});
  for (std::int64_t c = 0; c < out.size(1); ++c)
    for (std::int64_t y = 0; y < out.size(2); ++y)
      for (std::int64_t x = 0; x < out.size(3); ++x)
        at(out, 0, c, y, x) = at(map, 0, c, top + y * factor, left + x * factor);
  return out;
}

/// The only output of a graph with one input.
Tensor answer(const Graph& graph, const NamedTensors& weights, const Tensor& x) {
  return Session(graph, weights, {.threads = 1}).run({{"x", x}}).begin()->second;
}

void expect_same(const Graph& graph, const DenseTarget& target, std::int64_t height, std::int64_t width,
                 const std::string& what) {
  const DenseGraph dense = remove_strides(graph, target);
  const Graph plain =
      remove_strides(graph, {.tap = dense.tap, .output_stride = dense.output_stride * dense.factor}).graph;
  const NamedTensors weights = random_weights(graph);
  const Tensor x = random_tensor({1, 1, height, width}, 3);
  const Tensor original = answer(plain, weights, x);
  const Tensor sampled = every(answer(dense.graph, weights, x), dense.factor);
  float largest = 0;
  for (const float value : original.floats()) largest = std::max(largest, std::abs(value));
  EXPECT_LE(max_difference(sampled, original), 1e-5f * largest)
      << what << " " << height << "x" << width << " " << shape_text(sampled.shape()) << " "
      << shape_text(original.shape());
}

Error error_of_surgery(const Graph& graph, const DenseTarget& target) {
  try {
    remove_strides(graph, target);
  } catch (const Error& error) {
    return error;
  }
  return {ErrorCode::internal, "no error"};
}

/// VGG-16's order of layers, two channels wide; pools round up or down.
Graph vgg(int first_pad, bool ceil_mode, int fc6_pad) {
  return graph_of(1, [&](Value x) {
    const int convs[] = {2, 2, 3, 3, 3};
    for (int stage = 0; stage < 5; ++stage) {
      for (int i = 0; i < convs[stage]; ++i) {
        const std::string name = "conv" + std::to_string(stage + 1) + "_" + std::to_string(i + 1);
        x = relu(conv(x, 2, 3, name, {.pad = stage + i == 0 ? first_pad : 1}));
      }
      x = max_pool(x, 2, 2, "pool" + std::to_string(stage + 1), 0, ceil_mode);
    }
    const Value score = conv(relu(conv(x, 3, 7, "fc6", {.pad = fc6_pad})), 2, 1, "score_fr");
    return conv_transpose(score, 2, 64, "upscore", {.stride = 32, .group = 2});
  });
}

// ops.md 13: pool2/2 -> [3, 4, 9, 6], conv p1 -> [18, 38, 40, 21]; dense [18, 23, 38, 41, 40, 23, 21]. The
// pool rounds down here.
TEST(Surgery, ToyOfOneAxis) {
  Graph graph{.name = "toy"};
  Value x = max_pool(input(graph, "x", 1), 2, 2, "pool", 0, false);
  graph.nodes.back().attributes["kernel_shape"] = std::vector<std::int64_t>{1, 2};
  x = conv(x, 1, 3, "conv", {.pad = 1, .bias = false});
  output(x, "y");
  const DenseGraph dense = remove_strides(graph, {.output_stride = 1});
  EXPECT_EQ(dense.factor, 2);
  NamedTensors weights{{"conv.weight", Tensor::from({1, 1, 3, 3}, {0, 0, 0, 1, 2, 3, 0, 0, 0})}};
  const Tensor row = Tensor::from({1, 1, 1, 8}, {3, 1, 4, 1, 5, 9, 2, 6});
  EXPECT_EQ(values(answer(graph, weights, row)), (std::vector<float>{18, 38, 40, 21}));
  EXPECT_EQ(values(answer(dense.graph, weights, row)), (std::vector<float>{18, 23, 38, 41, 40, 23, 21}));
}

// semantic.md 10.3: without the strides of pool4 and pool5, conv5 and pool5 have dilation 2 and fc6 has 4.
TEST(Surgery, DilationsOfVgg) {
  const Graph graph = vgg(1, true, 0);
  const DenseGraph dense = remove_strides(graph, {.output_stride = 8});
  EXPECT_EQ(dense.tap, "score_fr");
  EXPECT_EQ(dense.factor, 4);
  EXPECT_EQ(dense.output_stride, 8);
  for (const Node& node : dense.graph.nodes) {
    const auto dilation = ints_attribute(node, "dilations", {1, 1})[0];
    if (node.name.starts_with("conv5") || node.name == "pool5") {
      EXPECT_EQ(dilation, 2) << node.name;
    }
    if (node.name.starts_with("conv4") || node.name == "pool4") {
      EXPECT_EQ(dilation, 1) << node.name;
    }
    if (node.name == "fc6" || node.name == "score_fr") {
      EXPECT_EQ(dilation, 4) << node.name;
    }
  }
  for (const Parameter& parameter : dense.graph.parameters)
    EXPECT_EQ(parameter.shape, graph.find_parameter(parameter.name)->shape) << parameter.name;
}

// ops.md 21, row 18, at every size: chained pools that round up and that round down, alone (1 channel).
TEST(Surgery, PoolsOfEverySize) {
  for (const bool ceil_mode : {true, false}) {
    const Graph graph = graph_of(1, [&](Value x) {
      for (const char* name : {"pool1", "pool2", "pool3"}) x = max_pool(x, 2, 2, name, 0, ceil_mode);
      return conv(x, 1, 3, "conv");
    });
    for (std::int64_t size = ceil_mode ? 1 : 8; size <= 130; ++size)
      for (const int stride : {1, 2, 4})
        expect_same(graph, {.output_stride = stride}, size, size % 7 + 8, ceil_mode ? "ceil" : "floor");
  }
}

TEST(Surgery, OverlappingPools) {
  const Graph graph = graph_of(1, [](Value x) {
    x = max_pool(conv(x, 2, 3, "conv1", {.stride = 2}), 3, 2, "pool1", 1, false);
    return conv(max_pool(x, 3, 2, "pool2", 0, true), 1, 3, "conv2");
  });
  for (std::int64_t size = 8; size <= 60; ++size)
    for (const int stride : {1, 2, 4}) expect_same(graph, {.output_stride = stride}, size, 23, "3x3/2");
}

TEST(Surgery, VggTrunkAndFcn) {
  const Graph same = vgg(1, true, 3), pad100 = vgg(100, true, 0);
  for (const std::int64_t size : {1, 2, 7, 31, 32, 33, 45, 64, 97, 130}) {
    expect_same(same, {.output_stride = 8}, size, 37, "same");
    expect_same(same, {.tap = "pool5", .output_stride = 4}, size, 37, "pool5");
  }
  for (const std::int64_t size : {1, 33, 50}) expect_same(pad100, {.output_stride = 8}, size, 41, "pad100");
}

TEST(Surgery, AlexNet) {
  const Graph graph = graph_of(1, [](Value x) {
    x = relu(conv(x, 2, 11, "conv1", {.stride = 4, .pad = 5}));
    x = local_response_norm(max_pool(x, 3, 2, "pool1"), 3, 1e-2f, 0.75f, "norm1");
    x = max_pool(relu(conv(x, 4, 5, "conv2", {.group = 2})), 3, 2, "pool2");
    x = max_pool(relu(conv(x, 2, 3, "conv5")), 3, 2, "pool5");
    return dropout(conv(x, 3, 3, "fc6"), 0.5f, "drop6");
  });
  for (const std::int64_t size : {40, 41, 63, 64, 67, 99, 130})
    for (const int stride : {16, 8, 4}) expect_same(graph, {.output_stride = stride}, size, 67, "alexnet");
}

/// A residual block with a strided 1x1 shortcut, between a stem and another block.
Graph residual() {
  return graph_of(1, [](Value x) {
    x = max_pool(relu(batch_norm(conv(x, 2, 7, "conv1", {.stride = 2, .bias = false}), "bn1")), 3, 2, "pool1",
                 1, false);
    for (const char* stage : {"a", "b"}) {
      const std::string name = stage;
      Value y = relu(batch_norm(conv(x, 3, 3, name + ".conv1", {.stride = 2}), name + ".bn1"));
      y = conv(y, 2, 3, name + ".conv2");
      x = relu(add(y, conv(x, 2, 1, name + ".shortcut", {.stride = 2, .pad = 0}), name + ".sum"));
    }
    return x;
  });
}

TEST(Surgery, ResidualBlocksWithShortcuts) {
  for (std::int64_t size = 1; size <= 130; size += 3)
    for (const int stride : {8, 4, 1})
      expect_same(residual(), {.output_stride = stride}, size, 43, "residual");
}

// semantic.md 10.1: any subset of the strides, in any order.
TEST(Surgery, StridesByName) {
  const Graph graph = vgg(1, true, 3);
  for (const auto& nodes : {std::vector<std::string>{"pool2"}, {"pool1", "pool4"}, {"pool3", "pool5"}})
    for (const std::int64_t size : {33, 50}) expect_same(graph, {.nodes = nodes}, size, 39, nodes[0]);
}

TEST(Surgery, AveragePools) {
  const Graph graph = graph_of(1, [](Value x) {
    x = average_pool(conv(x, 2, 3, "conv1"), 2, 2, "mean1");
    return conv(average_pool(x, 3, 2, "mean2", 1), 1, 3, "conv2");
  });
  for (std::int64_t size = 4; size <= 70; ++size) expect_same(graph, {.output_stride = 1}, size, 21, "mean");
}

// ops.md 21, row 19: without padding, dense[n * D + o] is the original of the picture without its first o
// rows.
TEST(Surgery, ShiftAndStitch) {
  const Graph graph = graph_of(1, [](Value x) {
    x = max_pool(conv(x, 2, 3, "conv1", {.pad = 0}), 2, 2, "pool1", 0, false);
    return conv(max_pool(conv(x, 2, 3, "conv2", {.pad = 0}), 2, 2, "pool2", 0, false), 1, 3, "conv3",
                {.pad = 0});
  });
  const DenseGraph dense = remove_strides(graph, {.output_stride = 1});
  const NamedTensors weights = random_weights(graph);
  const Tensor x = random_tensor({1, 1, 41, 38}, 4);
  const Tensor all = answer(dense.graph, weights, x);
  for (int top = 0; top < 4; ++top)
    for (int left = 0; left < 4; ++left) {
      const Tensor shifted = answer(graph, weights, every(x, 1, top, left));
      EXPECT_LT(max_difference(every(all, 4, top, left), shifted), 1e-4f) << top << " " << left;
    }
}

TEST(Surgery, RefusesWithTheNearestValue) {
  const Graph graph = vgg(1, true, 3);
  const Error none = error_of_surgery(graph, {.output_stride = 5});
  EXPECT_NE(std::string(none.what()).find("1, 2, 4, 8, 16, 32"), std::string::npos) << none.what();
  EXPECT_NE(none.hint().find("nearest valid value is 4"), std::string::npos) << none.hint();
  const Graph flat = graph_of(1, [](Value x) { return conv(x, 1, 3, "conv"); });
  EXPECT_NE(std::string(error_of_surgery(flat, {.output_stride = 1}).what()).find("none to remove"),
            std::string::npos);
  EXPECT_NE(std::string(error_of_surgery(graph, {.tap = "upscore", .output_stride = 8}).what())
                .find("ConvTranspose"),
            std::string::npos);
  EXPECT_NE(error_of_surgery(graph, {.nodes = {"pool9"}}).hint().find("pool1, pool2"), std::string::npos);
  EXPECT_NE(
      std::string(error_of_surgery(graph, {.tap = "nothing", .output_stride = 8}).what()).find("nothing"),
      std::string::npos);
}

TEST(Surgery, RefusesWhatHasNoDilatedForm) {
  const Graph whole =
      graph_of(1, [](Value x) { return global_average_pool(max_pool(x, 2, 2, "pool"), "mean"); });
  EXPECT_NE(error_of_surgery(whole, {.tap = "mean", .output_stride = 1}).hint().find("convolutions first"),
            std::string::npos);
  const Graph uneven = graph_of(1, [](Value x) {
    return add(max_pool(x, 2, 2, "left"), conv(x, 1, 3, "right", {.stride = 2}), "sum");
  });
  EXPECT_NE(std::string(error_of_surgery(uneven, {.nodes = {"left"}}).what()).find("\"sum\""),
            std::string::npos);
  const Graph gaps =
      graph_of(1, [](Value x) { return max_pool(conv(x, 1, 3, "conv"), 2, 3, "pool", 0, true); });
  EXPECT_NE(error_of_surgery(gaps, {.output_stride = 1}).hint().find("at most 2"), std::string::npos);
  const Graph mean = graph_of(
      1, [](Value x) { return average_pool(max_pool(x, 2, 2, "pool"), 3, 1, "mean", 1, false, false); });
  EXPECT_NE(std::string(error_of_surgery(mean, {.output_stride = 1}).what()).find("mean"), std::string::npos);
  Graph by_size = graph_of(1, [](Value x) { return conv(x, 1, 3, "conv", {.stride = 2}); });
  by_size.nodes[0].attributes["auto_pad"] = std::string("SAME_UPPER");
  EXPECT_NE(std::string(error_of_surgery(by_size, {.output_stride = 1}).what()).find("picture's size"),
            std::string::npos);
}

}  // namespace
}  // namespace perpixel
