#include "predict/proposals.h"

#include <gtest/gtest.h>

#include "decode/proposal_boxes.h"
#include "predict/networks.h"
#include "predict/semantic.h"

namespace perpixel {
namespace {

Recipe boxes_of(int side) {
  Recipe recipe{.procedure = "proposals", .classes = class_list_of({"a", "b"})};
  recipe.input.size_rule = SizeRule::fixed;
  recipe.input.height = recipe.input.width = side;
  return recipe;
}

// Scores below 0 leave the accumulator at its 0; the k-th box scores class 1 with k: the last box over a
// pixel has the greatest.
TEST(Proposals, MaximumFromZeroOn) {
  int calls = 0;
  const Forward forward = [&](const std::string&, const NamedTensors& inputs) {
    EXPECT_EQ(inputs.at(kDataInput).shape(), (Shape{1, 3, 16, 16}));
    Tensor score({1, 2, 16, 16});
    ++calls;
    for (std::size_t i = 0; i < 512; ++i) score.floats()[i] = i < 256 ? -5.f : static_cast<float>(calls);
    return NamedTensors{{kScoreOutput, score}};
  };
  const auto boxes = sliding_boxes(20, 31, 8, 50);
  const Tensor scores = proposal_scores(Image(20, 31, 3), boxes_of(16), forward);
  ASSERT_EQ(scores.shape(), (Shape{1, 2, 20, 31}));
  EXPECT_EQ(static_cast<std::size_t>(calls), boxes.size());
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 31; ++x) {
      int last = 0;
      for (std::size_t b = 0; b < boxes.size(); ++b)
        if (y >= boxes[b].top && y < boxes[b].top + boxes[b].height && x >= boxes[b].left &&
            x < boxes[b].left + boxes[b].width)
          last = static_cast<int>(b) + 1;
      const auto pixel = static_cast<std::size_t>(y * 31 + x);
      EXPECT_EQ(scores.floats()[pixel], 0);
      EXPECT_NEAR(scores.floats()[620 + pixel], last, 1e-4);
    }
}

TEST(Proposals, EverySize) {
  const Forward forward = [](const std::string&, const NamedTensors&) {
    return NamedTensors{{kScoreOutput, Tensor::zeros({1, 2, 16, 16})}};
  };
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 40}, {23, 7}}) {
    const auto labels = predict_semantic(Image(height, width, 3), boxes_of(16), forward).labels;
    EXPECT_EQ(labels.height, height);
    EXPECT_EQ(labels.width, width);
  }
}

}  // namespace
}  // namespace perpixel
