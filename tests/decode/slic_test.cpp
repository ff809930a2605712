#include "decode/slic.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "error/error.h"
#include "scene/scene.h"

namespace perpixel {
namespace {

/// 40 x 40, left half black, right half white.
Image halves(int channels = 3) {
  Image image(40, 40, channels);
  for (int y = 0; y < 40; ++y)
    for (int x = 20; x < 40; ++x)
      for (int c = 0; c < channels; ++c) image.at(y, x, c) = 255;
  return image;
}

/// Pixels reachable from the first one of each region, over 4-neighbours of the same region.
bool all_connected(const Superpixels& s) {
  std::vector<bool> seen(s.ids.size(), false);
  std::vector<std::size_t> started(static_cast<std::size_t>(s.count), 0);
  const auto width = static_cast<std::size_t>(s.width);
  for (std::size_t i = 0; i < s.ids.size(); ++i) {
    if (seen[i]) continue;
    if (started[static_cast<std::size_t>(s.ids[i])]++) return false;
    std::vector<std::size_t> open{i};
    seen[i] = true;
    while (!open.empty()) {
      const std::size_t p = open.back();
      open.pop_back();
      const auto visit = [&](bool inside, std::size_t q) {
        if (!inside || seen[q] || s.ids[q] != s.ids[i]) return;
        seen[q] = true;
        open.push_back(q);
      };
      visit(p % width > 0, p - 1);
      visit(p % width + 1 < width, p + 1);
      visit(p >= width, p - width);
      visit(p + width < s.ids.size(), p + width);
    }
  }
  return std::ranges::find(started, 0u) == started.end();
}

// ops.md 18 [C] and scikit-image 0.26: no region crosses the edge.
TEST(Slic, HalvesInFour) {
  for (const float compactness : {10.f, 0.1f}) {
    const auto s = slic(halves(), {.count = 4, .compactness = compactness});
    EXPECT_EQ(superpixel_sizes(s), (std::vector<int>{420, 420, 380, 380})) << compactness;
    for (int y = 0; y < 40; ++y)
      for (int x = 0; x < 20; ++x)
        for (int other = 20; other < 40; ++other) ASSERT_NE(s.at(y, x), s.at(y, other));
  }
}

TEST(Slic, HalvesInSixteen) {
  EXPECT_EQ(superpixel_sizes(slic(halves(), {.count = 16})),
            (std::vector<int>{121, 99, 121, 99, 110, 90, 110, 90, 110, 90, 110, 90, 99, 81, 99, 81}));
  // scikit-image 0.26: a compactness of 0.1 lets colour cut across the grid.
  EXPECT_EQ(superpixel_sizes(slic(halves(), {.count = 16, .compactness = 0.1f})),
            (std::vector<int>{220, 121, 99, 200, 110, 90, 200, 110, 90, 180, 99, 81}));
}

// scikit-image 0.26, channel_axis=None.
TEST(Slic, GreyPictures) {
  EXPECT_EQ(superpixel_sizes(slic(halves(1), {.count = 4, .compactness = 0.1f})),
            (std::vector<int>{420, 420, 380, 380}));
}

Image scene(int side, std::int64_t index) {
  SceneOptions options{.seed = 5, .width = side, .height = side * 3 / 4};
  options.truths = SceneTruths::none();
  return render_scene(options, index).image;
}

// ops.md 21 row 26, on pictures with noise and texture.
TEST(Slic, RegionsAreConnectedContiguousAndLargeEnough) {
  for (int index = 0; index < 3; ++index) {
    const auto s = slic(scene(128, index), {.count = 60});
    EXPECT_TRUE(all_connected(s));
    const auto sizes = superpixel_sizes(s);
    const auto least = static_cast<int>(0.5 * 128 * 96 / 60) * 9 / 10;  // the grid of seeds is not exactly 60
    EXPECT_LE(std::ranges::count_if(sizes, [&](int size) { return size < least; }), 1);
    EXPECT_GT(s.count, 30);
    EXPECT_LT(s.count, 90);
  }
}

TEST(Slic, ThreadsDoNotMatter) {
  const Image image = scene(128, 9);
  const auto one = slic(image, {.count = 80, .threads = 1});
  for (const int threads : {2, 3, 8}) EXPECT_EQ(slic(image, {.count = 80, .threads = threads}), one);
}

// A 16-bit picture of the same content, stretched alike, falls apart alike.
TEST(Slic, SampleTypeDoesNotMatter) {
  const Image image = scene(96, 2);
  Image wide(image.height(), image.width(), 3, SampleType::u16);
  std::ranges::transform(image.samples<std::uint8_t>(), wide.samples<std::uint16_t>().begin(),
                         [](std::uint8_t v) { return static_cast<std::uint16_t>(100 * v + 7); });
  EXPECT_EQ(slic(wide, {.count = 50}), slic(image, {.count = 50}));
}

TEST(Slic, OddSizes) {
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 50}, {50, 1}, {3, 2}, {7, 130}}) {
    const auto s = slic(Image(height, width, 3), {.count = std::min(10, height * width)});
    EXPECT_GE(s.count, 1);
    EXPECT_TRUE(all_connected(s)) << height << " x " << width;
  }
  EXPECT_EQ(slic(Image(3, 4, 3), {.count = 12}).count, 12);  // one a pixel
}

TEST(Slic, MoreSuperpixelsThanPixelsAreRefused) {
  try {
    slic(Image(4, 5, 3), {.count = 21});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_value);
    EXPECT_STREQ(error.what(), "superpixels: count = 21 exceeds the 20 pixels of a 4 x 5 picture");
    EXPECT_EQ(error.hint(), "at most count = 20");
  }
}

TEST(Slic, OptionsAndPicturesAreChecked) {
  const Image image(4, 4, 3);
  EXPECT_THROW(slic(image, {.count = 0}), Error);
  EXPECT_THROW(slic(image, {.count = 2, .compactness = 0}), Error);
  EXPECT_THROW(slic(image, {.count = 2, .iterations = 0}), Error);
  EXPECT_THROW(slic(image, {.count = 2, .least = 2}), Error);
  EXPECT_THROW(slic(image, {.count = 2, .most = 0.5f}), Error);
  EXPECT_THROW(slic(Image(4, 4, 2), {.count = 2}), Error);
  EXPECT_THROW(slic(Image(), {.count = 1}), Error);
  Image broken(2, 2, 1, SampleType::f32);
  broken.samples<float>()[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(slic(broken, {.count = 2}), Error);
}

}  // namespace
}  // namespace perpixel
