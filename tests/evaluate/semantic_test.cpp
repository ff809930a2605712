#include "evaluate/semantic.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "evaluate/numbered_set.h"

namespace perpixel {
namespace {

/// Right, except that it takes class 2 for class 0.
LabelMap almost_right(const Image& picture) {
  const ClassId truth = picture.at(0, 0, 0) % 3;
  return LabelMap(picture.height(), picture.width(), truth == 2 ? 0 : truth);
}

// By hand: of 10 pictures of 4 px, 0 3 6 9 are class 0, 1 4 7 class 1, 2 5 8 class 2.
TEST(EvaluateSemantic, CountsEveryPicture) {
  for (const int workers : {0, 3}) {
    const auto result = evaluate_semantic(numbered_set(10, 3), almost_right, {.workers = workers});
    EXPECT_EQ(result.confusion.at(0, 0), 16u);
    EXPECT_EQ(result.confusion.at(1, 1), 12u);
    EXPECT_EQ(result.confusion.at(2, 0), 12u);
    EXPECT_EQ(result.confusion.at(2, 2), 0u);
    EXPECT_EQ(result.confusion.pixels(), 40u);
    EXPECT_EQ(result.timing.pictures, 10u);
  }
}

TEST(EvaluateSemantic, TellsAndShowsEachPicture) {
  std::vector<std::string> seen;
  std::size_t told = 0;
  EvaluateOptions options{.workers = 2, .limit = 4, .progress = [&](std::size_t done, std::size_t total) {
                            EXPECT_EQ(done, ++told);
                            EXPECT_EQ(total, 4u);
                          }};
  evaluate_semantic(numbered_set(10, 3), almost_right, options,
                    [&](const Example& example, const LabelMap&) { seen.push_back(example.name); });
  EXPECT_EQ(seen, (std::vector<std::string>{"picture0", "picture1", "picture2", "picture3"}));
  EXPECT_EQ(told, 4u);
}

TEST(EvaluateSemantic, MissingTruthAndEmptySetsAreNamed) {
  Dataset set = numbered_set(2, 3);
  set.load = [](std::size_t) { return Example{.name = "picture0", .image = Image(1, 4, 1)}; };
  try {
    evaluate_semantic(set, almost_right);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::missing_mate);
    EXPECT_STREQ(error.what(), "picture0: has no labels to score against");
  }
  try {
    evaluate_semantic(numbered_set(0, 3), almost_right);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::dataset_empty);
    EXPECT_STREQ(error.what(), "data set \"numbered\" has no pictures to score");
  }
}

}  // namespace
}  // namespace perpixel
