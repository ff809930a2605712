#include "model/semantic_fpn.h"

#include <gtest/gtest.h>

#include "model/net_facts.h"

namespace perpixel {
namespace {

std::int64_t count_of(const Model& model, const std::string& beginning) {
  return parameter_count(model.graphs[0]) - parameters_without(model, beginning);
}

// The specification, section 7.
TEST(SemanticFpn, ParameterCounts) {
  for (const auto& [classes, head] : {std::pair{54, 1'630'774}, {19, 1'626'259}, {150, 1'643'158}})
    EXPECT_EQ(count_of(semantic_fpn(options_for(classes)), "sem_seg_head."), head);
  EXPECT_EQ(count_of(semantic_fpn(options_for(19)), "backbone.fpn_"), 3'344'384);
}

// detectron2's names, section 7.
TEST(SemanticFpn, Names) {
  const Graph graph = semantic_fpn(options_for(19)).graphs[0];
  for (const char* name :
       {"sem_seg_head.p2.0.weight", "sem_seg_head.p2.0.norm.weight", "sem_seg_head.p3.0.norm.bias",
        "sem_seg_head.p4.2.weight", "sem_seg_head.p5.4.weight", "sem_seg_head.predictor.bias",
        "backbone.fpn_lateral5.bias", "backbone.fpn_output2.weight"})
    EXPECT_NE(graph.find_parameter(name), nullptr) << name;
  for (const char* name : {"sem_seg_head.p2.2.weight", "sem_seg_head.p4.4.weight"})
    EXPECT_EQ(graph.find_parameter(name), nullptr) << name;
}

// By hand: strides 4, 8, 16, 32 of 256 x 320, the head sums at 4.
TEST(SemanticFpn, Strides) {
  const Model model = semantic_fpn(options_for(19));
  EXPECT_EQ(shape_of(model, "backbone.fpn_output2", 256, 320), (Shape{1, 256, 64, 80}));
  EXPECT_EQ(shape_of(model, "backbone.fpn_output5", 256, 320), (Shape{1, 256, 8, 10}));
  EXPECT_EQ(shape_of(model, "sem_seg_head.p5.2.up", 256, 320), (Shape{1, 128, 32, 40}));
  EXPECT_EQ(shape_of(model, "sem_seg_head.predictor", 256, 320), (Shape{1, 19, 64, 80}));
}

TEST(SemanticFpn, NarrowOnesTakeFewerGroupsOrBatchNorm) {
  ModelOptions options = tiny();
  options.decoder_channels = 24;  // head 12: gcd(32, 12) = 4 groups
  const Graph groups = semantic_fpn(options).graphs[0];
  EXPECT_EQ(groups.find_parameter("sem_seg_head.p2.0.norm.weight")->shape, (Shape{12}));
  options.batch_norm = true;
  const Graph batch = semantic_fpn(options).graphs[0];
  EXPECT_EQ(groups.find_parameter("sem_seg_head.p2.0.norm.running_mean"), nullptr);
  EXPECT_NE(batch.find_parameter("sem_seg_head.p2.0.norm.running_mean"), nullptr);
}

TEST(SemanticFpn, OddSizesRun) {
  ModelOptions options = tiny(2);
  options.backbone = "resnet18";
  const Graph graph = semantic_fpn(options).graphs[0];
  for (const auto& [h, w] : {std::pair{1, 1}, {33, 70}})
    EXPECT_EQ(run_score(graph, initial_weights(graph, 1), noise({1, 3, h, w})).shape(), (Shape{1, 2, h, w}));
}

}  // namespace
}  // namespace perpixel
