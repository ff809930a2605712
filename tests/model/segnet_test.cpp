#include "model/segnet.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

// semantic.md section 14: 29,433,483 in convolutions and 15,872 in batch norm, 11 classes.
TEST(SegNet, Parameters) {
  const Model model = segnet(options_for(11));
  EXPECT_EQ(parameter_count(model.graph(kMainGraph)), 29'449'355);
}

// semantic.md section 14: 1,415,563 in convolutions and 1,024 in batch norm.
TEST(SegNetBasic, Parameters) {
  EXPECT_EQ(parameter_count(segnet_basic(options_for(11)).graph(kMainGraph)), 1'415'563 + 1'024);
}

// semantic.md section 5.1: pools round up, and the decoder comes back through the same sizes.
TEST(SegNet, SizesOfThePublishedPicture) {
  const Model model = segnet(tiny());
  const std::pair<const char*, std::pair<int, int>> expected[] = {
      {"pool1", {180, 240}},     {"pool2", {90, 120}},     {"pool3", {45, 60}},
      {"pool4", {23, 30}},       {"pool5", {12, 15}},      {"upsample5", {23, 30}},
      {"upsample4", {45, 60}},   {"upsample3", {90, 120}}, {"upsample2", {180, 240}},
      {"upsample1", {360, 480}}, {"conv1_1_D", {360, 480}}};
  for (const auto& [name, size] : expected) {
    const Shape shape = shape_of(model, name, 360, 480);
    EXPECT_EQ(shape[2], size.first) << name;
    EXPECT_EQ(shape[3], size.second) << name;
  }
}

// semantic.md section 14: a deepest encoder unit of the small net sees 106 x 106 px.
TEST(SegNetBasic, DeepestField) { EXPECT_EQ(field_of(segnet_basic(tiny()), "pool4", 256).size(), 106); }

// Semantic spec, section 5.1: the shift starts at .001 and does not decay, the scale does.
TEST(SegNet, NormalisationStartsAsInTheTutorial) {
  const Graph graph = segnet(tiny()).graphs[0];
  EXPECT_EQ(graph.find_parameter("conv1_1_bn.bias")->init.value, 0.001f);
  EXPECT_EQ(graph.find_parameter("conv1_1_bn.bias")->decay_mult, 0);
  EXPECT_EQ(graph.find_parameter("conv1_1_bn.weight")->init.value, 1);
  EXPECT_EQ(graph.find_parameter("conv1_1_bn.weight")->decay_mult, 1);
}

// Every size from 1 up runs, not only fits.
TEST(SegNet, RunsAtOddSizes) {
  for (const auto& build : {segnet, segnet_basic}) {
    const Model model = build(tiny(2));
    const Graph& graph = model.graph(kMainGraph);
    const NamedTensors weights = initial_weights(graph, 1);
    for (const auto& [height, width] : {std::pair{1, 1}, {3, 5}, {33, 17}})
      EXPECT_EQ(run_score(graph, weights, noise({1, 3, height, width})).shape(),
                (Shape{1, 2, height, width}));
  }
}

TEST(SegNet, NamesAreThoseOfTheRelease) {
  const Model model = segnet(tiny());
  const Graph& graph = model.graph(kMainGraph);
  for (const char* name : {"conv1_1.weight", "conv5_3_bn.weight", "conv5_3_D.weight", "conv4_1_D_bn.bias",
                           "conv2_2_D.bias", "conv1_2_D_bn.weight", "conv1_1_D.weight"})
    EXPECT_NE(graph.find_parameter(name), nullptr) << name;
  EXPECT_EQ(graph.find_parameter("conv1_1_D_bn.weight"), nullptr);
}

// semantic.md section 5.6. Dropout has no parameters.
TEST(BayesianSegNet, DropsWhereItWasPublished) {
  const auto drops = [](const Model& model) {
    std::vector<std::string> names;
    for (const Node& node : model.graph(kMainGraph).nodes)
      if (node.op == "Dropout") names.push_back(node.name);
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(drops(bayesian_segnet(tiny())),
            (Names{"encdrop3", "encdrop4", "encdrop5", "decdrop5", "decdrop4", "decdrop3"}));
  EXPECT_EQ(drops(bayesian_segnet_basic(tiny())), (Names{"encdrop3", "encdrop4", "decdrop4", "decdrop3"}));
  EXPECT_EQ(drops(segnet(tiny())), Names{});
  EXPECT_EQ(parameter_count(bayesian_segnet(options_for(11)).graph(kMainGraph)), 29'449'355);
}

// Another draw gives other scores, the same draw the same.
TEST(BayesianSegNet, DrawsAreNumbered) {
  const Model model = bayesian_segnet_basic(tiny());
  const Session session(model.graphs[0], initial_weights(model.graphs[0], 1), {.threads = 1});
  const Tensor data = noise({1, 3, 33, 45});
  const auto draw = [&](float sample) {
    const Tensor score =
        session.run({{kDataInput, data}, {kSampleInput, Tensor::from({1}, {sample})}}).at(kScoreOutput);
    return std::vector<float>(score.floats().begin(), score.floats().end());
  };
  EXPECT_EQ(draw(3), draw(3));
  EXPECT_NE(draw(3), draw(4));
}

}  // namespace
}  // namespace perpixel
