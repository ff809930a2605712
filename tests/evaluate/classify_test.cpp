#include "evaluate/classify.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "evaluate/numbered_set.h"

namespace perpixel {
namespace {

// By hand: always guessing class 1 first, then 0, 2, 3, 4, 5, 6: of pictures 0 ... 6 one is right at once,
// and all but classes 5 and 6 are among the first five.
TEST(EvaluateClassify, TopOneAndTopFive) {
  const auto guess = [](const Image&) { return std::vector<float>{6, 7, 5, 4, 3, 2, 1}; };
  const auto result = evaluate_classify(numbered_set(7, 7), guess, {.workers = 2});
  EXPECT_DOUBLE_EQ(result.accuracy.top1(), 1. / 7);
  EXPECT_DOUBLE_EQ(result.accuracy.top5(), 5. / 7);
  EXPECT_EQ(result.timing.pictures, 7u);
}

TEST(EvaluateClassify, WrongClassCountIsNamed) {
  try {
    evaluate_classify(numbered_set(3, 3), [](const Image&) { return std::vector<float>{1, 2}; });
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::class_count);
    EXPECT_STREQ(error.what(), "the classifier scores 2 classes, data set \"numbered\" has 3");
  }
}

}  // namespace
}  // namespace perpixel
