#include "model/deconvnet.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

// semantic.md section 14: 251,772,245 in convolutions and deconvolutions, 33,408 in batch norm.
TEST(DeconvNet, Parameters) {
  EXPECT_EQ(parameter_count(deconvnet(options_for(21)).graph(kMainGraph)), 251'772'245 + 33'408);
}

// semantic.md section 14: 224 goes down to 1 and the same way up.
// Semantic spec, section 4.2.
TEST(DeconvNet, StartsAndSeesPicturesAsPublished) {
  const Model model = deconvnet(options_for(21));
  EXPECT_EQ(model.graphs[0].find_parameter("debn1_1.bias")->init.value, 0.001f);
  EXPECT_EQ(model.recipe.input.mean, (std::vector<float>{104.008f, 116.669f, 122.675f}));
  EXPECT_TRUE(model.recipe.input.bgr);
}

TEST(DeconvNet, SizesDownToOneAndUp) {
  const Model model = deconvnet(tiny());
  const std::pair<const char*, int> expected[] = {
      {"pool1", 112},   {"pool2", 56},     {"pool3", 28},         {"pool4", 14},   {"pool5", 7},
      {"fc7", 1},       {"fc6-deconv", 7}, {"unpool5", 14},       {"unpool4", 28}, {"unpool3", 56},
      {"unpool2", 112}, {"unpool1", 224},  {"seg-score-voc", 224}};
  for (const auto& [name, side] : expected) EXPECT_EQ(shape_of(model, name, 224, 224)[2], side) << name;
  EXPECT_EQ(model.recipe.input.size_rule, SizeRule::fixed);
}

TEST(DeconvNet, WithoutItsVectorTakesEverySize) {
  ModelOptions options = tiny(2);
  options.fully_connected = false;
  const Model model = deconvnet(options);
  const Graph& graph = model.graph(kMainGraph);
  EXPECT_EQ(graph.find_parameter("fc6.weight"), nullptr);
  const NamedTensors weights = initial_weights(graph, 1);
  for (const auto& [height, width] : {std::pair{1, 1}, {5, 3}, {33, 49}})
    EXPECT_EQ(run_score(graph, weights, noise({1, 3, height, width})).shape(), (Shape{1, 2, height, width}));
}

TEST(DeconvNet, AWindowThatDoesNotFitIsRefusedWithTheOneThatDoes) {
  ModelOptions options = tiny();
  options.image_size = 96;
  try {
    deconvnet(options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "use model.fc6_kernel=3, or model.fully_connected=false");
  }
}

}  // namespace
}  // namespace perpixel
