#include "report/sample_row.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

const ClassList kClasses = class_list_of({"sky", "road", "tree"});

SamplePicture sample(int height, int width) {
  return {"dir/a<b", Image(height, width, 3), LabelMap(height, width, 0), LabelMap(height, width, 1)};
}

TEST(SampleRow, FourPanelsWithTruthThreeWithout) {
  SamplePicture with = sample(8, 9), without = sample(8, 9);
  without.truth.reset();
  EXPECT_EQ(count_of(render_sample(with, kClasses), "<img"), 4u);
  EXPECT_EQ(count_of(render_sample(without, kClasses), "<img"), 3u);
  EXPECT_NE(render_sample(with, kClasses).find("dir/a&lt;b"), std::string::npos);
}

// By hand: half the pixels right; IU 1/2 for the true class, 0 for the one only predicted.
TEST(SampleRow, ScoresOfThePicture) {
  SamplePicture half = sample(2, 2);
  half.prediction.ids = {0, 0, 1, 1};
  EXPECT_NE(render_sample(half, kClasses).find("pixel acc. 50.0 % · mean IU 25.0 %"), std::string::npos);
}

TEST(SampleRow, LargePicturesAreShrunk) {
  EXPECT_LT(render_sample(sample(700, 900), kClasses).size(), 60000u);
  EXPECT_EQ(count_of(render_sample(sample(1, 3000), kClasses), "<img"), 4u);
}

TEST(SampleRow, EveryKindOfPictureIsShown) {
  for (const SampleType type : {SampleType::u8, SampleType::u16, SampleType::f32})
    for (const int channels : {1, 2, 3, 4, 7}) {
      SamplePicture odd = sample(3, 4);
      odd.picture = Image(3, 4, channels, type);
      EXPECT_EQ(count_of(render_sample(odd, kClasses), "<img"), 4u);
    }
}

TEST(SampleRow, LegendNamesWhatOccurs) {
  const std::string legend = render_sample_legend({sample(2, 2)}, kClasses);
  EXPECT_NE(legend.find("sky"), std::string::npos);
  EXPECT_NE(legend.find("road"), std::string::npos);
  EXPECT_EQ(legend.find("tree"), std::string::npos);
}

TEST(SampleRow, RefusesDifferentSizes) {
  SamplePicture wrong = sample(4, 4);
  wrong.prediction = LabelMap(4, 5, 0);
  try {
    render_sample(wrong, kClasses);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::size_mismatch);
    EXPECT_STREQ(error.what(), "dir/a<b: the picture and its labels differ in size");
  }
}

}  // namespace
}  // namespace perpixel
