#include "image/resize_u8.h"

#include <hwy/targets.h>

#include "image/pictures.h"

namespace perpixel {
namespace {

/// Restores the choice of instruction set at the end of the test.
class ResizeU8 : public testing::Test {
 protected:
  void TearDown() override {
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().DeInit();
  }
  static void force(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().DeInit();
  }
};

std::vector<Image> all_resizes() {
  std::vector<Image> out;
  for (const int channels : {1, 2, 3, 4, 5})
    for (const PillowFilter filter :
         {PillowFilter::box, PillowFilter::bilinear, PillowFilter::bicubic, PillowFilter::lanczos})
      for (const auto& [height, width] : {std::pair{5, 7}, {60, 90}, {31, 90}, {20, 41}})
        out.push_back(resize_pillow(pattern(31, 41, channels), height, width, filter));
  return out;
}

TEST_F(ResizeU8, EveryInstructionSetGivesTheSameBits) {
  const std::int64_t supported = hwy::SupportedTargets();
  std::vector<Image> first;
  for (std::int64_t rest = supported; rest != 0; rest &= rest - 1) {
    const std::int64_t target = rest & -rest;
    force(target);
    const std::vector<Image> images = all_resizes();
    if (first.empty()) first = images;
    EXPECT_EQ(images, first) << hwy::TargetName(target);
  }
  EXPECT_FALSE(first.empty());
}

TEST_F(ResizeU8, LongFiltersDoNotOverflow) {  // 4096 taps of white, whose exact mean is white
  std::vector<std::uint8_t> white(4096 * 3 + kRowSlack, 255), out(3 + kRowSlack);
  resize_row_u8(white.data(), 3, pillow_weights(4096, 0, 4096, 1, 0, 1, PillowFilter::box), out.data());
  EXPECT_EQ(out[0], 255);
  EXPECT_EQ(out[2], 255);
}

}  // namespace
}  // namespace perpixel
