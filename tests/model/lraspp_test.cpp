#include "model/lraspp.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

// torchvision's documentation, 21 classes.
TEST(LrAspp, ParameterCount) {
  EXPECT_EQ(parameter_count(lraspp_mobilenet_v3_large(options_for(21)).graphs[0]), 3'221'538);
}

// torchvision's state dictionary.
TEST(LrAspp, Names) {
  const Graph graph = lraspp_mobilenet_v3_large(options_for(21)).graphs[0];
  for (const char* name : {"backbone.0.0.weight", "backbone.16.1.running_mean", "classifier.cbr.0.weight",
                           "classifier.cbr.1.bias", "classifier.scale.1.weight",
                           "classifier.low_classifier.bias", "classifier.high_classifier.weight"})
    EXPECT_NE(graph.find_parameter(name), nullptr) << name;
  EXPECT_EQ(graph.find_parameter("classifier.scale.1.bias"), nullptr);
}

TEST(LrAspp, ScoresAtStrideEight) {
  const Model model = lraspp_mobilenet_v3_large(options_for(21));
  EXPECT_EQ(shape_of(model, "classifier.sum", 97, 135), (Shape{1, 21, 13, 17}));
  EXPECT_EQ(shape_of(model, kScoreOutput, 97, 135), (Shape{1, 21, 97, 135}));
}

TEST(LrAspp, OddSizesRun) {
  for (const char* backbone : {"", "mobilenet_v3_small"}) {
    ModelOptions options = tiny(2);
    options.backbone = backbone;
    const Graph graph = lraspp_mobilenet_v3_large(options).graphs[0];
    for (const auto& [h, w] : {std::pair{1, 1}, {33, 70}})
      EXPECT_EQ(run_score(graph, initial_weights(graph, 1), noise({1, 3, h, w})).shape(),
                (Shape{1, 2, h, w}));
  }
}

}  // namespace
}  // namespace perpixel
