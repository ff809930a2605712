#include "model/deeplab.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

std::int64_t count(const Model& model) { return parameter_count(model.graphs[0]); }

// The specification, 8.1 and 8.2 (paper: 20.5, 65.1, 134.3 millions).
TEST(DeepLab, ParameterCounts) {
  const ModelOptions options = options_for(21);
  EXPECT_EQ(count(deeplab_largefov(options)), 20'505'429);
  EXPECT_EQ(count(deeplab_4x4(options)), 65'140'565);
  EXPECT_EQ(count(deeplab_7x7(options)), 134'346'581);
  EXPECT_EQ(count(deeplab_msc(options)), 21'711'550);
}

// The specification, 8.1: 321 -> 161 -> 81 -> 41, 513 -> 65, 328 -> 42.
TEST(DeepLab, Sizes) {
  for (auto* build : {deeplab_largefov, deeplab_msc, deeplab_4x4}) {
    const Model model = build(tiny());
    for (const auto& [side, cells] : {std::pair{321, 41}, {513, 65}, {1, 1}, {33, 5}})
      EXPECT_EQ(shape_of(model, kScoreOutput, side, side)[2], cells) << model.name << side;
  }
  const Model model = deeplab_largefov(tiny());
  EXPECT_EQ(shape_of(model, "pool1", 321, 321)[2], 161);
  EXPECT_EQ(shape_of(model, "pool2", 321, 321)[2], 81);
  EXPECT_EQ(shape_of(model, "fc8_voc12", 328, 328)[2], 42);
  EXPECT_EQ(shape_of(deeplab_7x7(tiny()), kScoreOutput, 321, 321)[2], 41);
}

// The specification, 8.1: 435 px at fc6, all pools counted.
TEST(DeepLab, ReceptiveField) {
  EXPECT_EQ(field_of(deeplab_largefov(tiny()), "fc6", 641).size(), 435);
  EXPECT_EQ(field_of(deeplab_largefov(tiny()), "fc6", 641).stride, 8);
}

TEST(DeepLab, ScoreLayerLearnsTenTimesAsFast) {
  const Graph graph = deeplab_largefov(tiny()).graphs[0];
  EXPECT_EQ(graph.find_parameter("fc8_voc12.weight")->lr_mult, 10);
  EXPECT_EQ(graph.find_parameter("fc8_voc12.bias")->lr_mult, 20);
  EXPECT_EQ(graph.find_parameter("fc8_voc12.bias")->decay_mult, 0);
  EXPECT_EQ(graph.find_parameter("fc6.bias")->lr_mult, 2);
}

}  // namespace
}  // namespace perpixel
