#include "predict/classify.h"

#include <gtest/gtest.h>

#include "predict/networks.h"

namespace perpixel {
namespace {

TEST(Classify, ScoresThePictureAtItsFixedSize) {
  Recipe recipe = colour_recipe();
  recipe.task = "classify";
  recipe.input.size_rule = SizeRule::fixed;
  recipe.input.height = recipe.input.width = 4;
  Shape seen;
  const Forward mean_colour = [&](const std::string& graph, const NamedTensors& inputs) {
    EXPECT_EQ(graph, kMainGraph);
    const Tensor& data = inputs.at(kDataInput);
    seen = data.shape();
    Tensor score = Tensor::zeros({1, 3});
    for (std::size_t i = 0; i < 48; ++i) score.floats()[i / 16] += data.floats()[i] / 16;
    return NamedTensors{{kScoreOutput, score}};
  };
  Image image(9, 5, 3);
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 5; ++x) image.at(y, x, 1) = 3;
  const Classification result = classify(image, recipe, mean_colour, 2);
  EXPECT_EQ(seen, (Shape{1, 3, 4, 4}));
  ASSERT_EQ(result.best.size(), 2u);
  EXPECT_EQ(result.best[0].class_id, 1);
  EXPECT_EQ(result.best[1].class_id, 0);
  EXPECT_EQ(result.logits, (std::vector<float>{0, 3, 0}));
}

}  // namespace
}  // namespace perpixel
