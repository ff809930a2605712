#include "model/deeplab_v2.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/net_facts.h"

namespace perpixel {
namespace {

// The specification, 8.3 and 8.4.
TEST(DeepLabV2, ParameterCounts) {
  EXPECT_EQ(parameter_count(deeplab_v2_vgg(options_for(21)).graphs[0]), 37'877'652);
  ModelOptions options = options_for(21);
  for (const bool scales : {false, true}) {  // all scales share their parameters
    options.multi_scale = scales;
    const Model model = deeplab_v2_resnet101(options);
    EXPECT_EQ(parameter_count(model.graphs[0]), 44'048'532);
    EXPECT_EQ(parameter_count(model.graphs[0]) - parameters_without(model, "Scale.layer5."), 1'548'372);
  }
}

// The specification, 8.3: branches of rates 6, 12, 18, 24.
TEST(DeepLabV2, ReceptiveFields) {
  const Model model = deeplab_v2_vgg(tiny());
  for (const auto& [name, size] : {std::pair{"fc6_1", 323}, {"fc6_2", 419}, {"fc6_3", 515}, {"fc6_4", 611}})
    EXPECT_EQ(field_of(model, name, 961).size(), size) << name;
}

// The specification, 8.4: 321 -> 241, 161; 41, 31, 21. And 513 -> 385, 257; 65, 49, 33.
TEST(DeepLabV2, ThreeScales) {
  ModelOptions options = tiny();
  options.multi_scale = true;
  options.backbone = "resnet50";
  const Model model = deeplab_v2_resnet101(options);
  const std::string sum = "Scale.layer5.sum3";
  for (const auto& [side, middle, small] : {std::tuple{321, 31, 21}, {513, 49, 33}}) {
    EXPECT_EQ(shape_of(model, sum, side, side)[2], (side - 1) / 8 + 1);
    EXPECT_EQ(shape_of(model, sum + "_res075", side, side)[2], middle);
    EXPECT_EQ(shape_of(model, sum + "_res05", side, side)[2], small);
    EXPECT_EQ(shape_of(model, kScoreOutput, side, side)[2], (side - 1) / 8 + 1);
  }
  EXPECT_EQ(shape_of(model, "shrink_res075", 321, 321)[2], 241);
  EXPECT_EQ(shape_of(model, "shrink_res05", 321, 321)[2], 161);
}

// By its definition: no cell of the fused map is below that of any scale, and each equals one of them.
TEST(DeepLabV2, FusionTakesTheLargest) {
  ModelOptions options = tiny(2);
  options.multi_scale = true;
  const Graph graph = deeplab_v2_vgg(options).graphs[0];
  const NamedTensors values = run_all(graph, initial_weights(graph, 1), noise({1, 3, 33, 65}));
  const auto a = values.at("fc8_sum3").floats(), b = values.at("score_res075").floats(),
             c = values.at("score_res05").floats(), fused = values.at("fc_fusion").floats();
  bool differ = false;
  for (std::size_t i = 0; i < fused.size(); ++i) {
    EXPECT_EQ(fused[i], std::max({a[i], b[i], c[i]}));
    differ = differ || a[i] != b[i];
  }
  EXPECT_TRUE(differ);
}

// Published: normalisation stays as it is; from random weights it must learn.
TEST(DeepLabV2, NormsAreFrozenUnlessAsked) {
  ModelOptions options = tiny();
  EXPECT_TRUE(deeplab_v2_resnet101(options).graphs[0].find_parameter("Scale.bn1.weight")->frozen);
  options.batch_norm = true;
  EXPECT_FALSE(deeplab_v2_resnet101(options).graphs[0].find_parameter("Scale.bn1.weight")->frozen);
}

}  // namespace
}  // namespace perpixel
