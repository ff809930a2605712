#include "graph/op/resize_rule.h"

#include <gtest/gtest.h>

#include "runtime/error_of.h"

namespace perpixel {
namespace {

using Attributes = std::map<std::string, Attribute>;

Node onnx_node(Attributes attributes) {
  return {.op = "Resize", .name = "r", .attributes = std::move(attributes)};
}

std::vector<std::int64_t> nearest(const char* coordinates, const char* mode, std::int64_t in,
                                  std::int64_t out) {
  const Node node = onnx_node(
      {{"coordinate_transformation_mode", std::string(coordinates)}, {"nearest_mode", std::string(mode)}});
  return resize_taps(resize_rule(node), {in, out, static_cast<double>(out) / static_cast<double>(in)})
      .positions;
}

using Ints = std::vector<std::int64_t>;

// By hand: from 4 to 2 the centres 0.5 and 1.5 fall to 0.5 and 2.5, right between two pixels.
TEST(ResizeRule, NearestModesDifferAtHalves) {
  EXPECT_EQ(nearest("half_pixel", "round_prefer_floor", 4, 2), (Ints{0, 2}));
  EXPECT_EQ(nearest("half_pixel", "round_prefer_ceil", 4, 2), (Ints{1, 3}));
  EXPECT_EQ(nearest("half_pixel", "floor", 4, 2), (Ints{0, 2}));
  EXPECT_EQ(nearest("half_pixel", "ceil", 4, 2), (Ints{1, 3}));
}

// By hand: i / 2 (asymmetric), i * 1 / 3 (corners) and (i + 0.5) / 2 - 0.5 for 2 -> 4.
TEST(ResizeRule, Coordinates) {
  EXPECT_EQ(nearest("asymmetric", "floor", 2, 4), (Ints{0, 0, 1, 1}));
  EXPECT_EQ(nearest("asymmetric", "ceil", 2, 4), (Ints{0, 1, 1, 1}));
  EXPECT_EQ(nearest("align_corners", "round_prefer_floor", 2, 4), (Ints{0, 0, 1, 1}));
  EXPECT_EQ(nearest("half_pixel", "round_prefer_floor", 2, 4), (Ints{0, 0, 1, 1}));
  EXPECT_EQ(nearest("half_pixel", "ceil", 2, 4), (Ints{0, 1, 1, 1}));
  EXPECT_EQ(nearest("pytorch_half_pixel", "floor", 5, 1), (Ints{0}));  // one position: the first pixel
  EXPECT_EQ(nearest("half_pixel", "floor", 5, 1), (Ints{2}));
}

// Property: a whole position stays whole, 7 / (14 / 6) is 3 and not a hair less.
TEST(ResizeRule, WholePositionsStayWhole) {
  for (std::int64_t in = 1; in < 40; ++in)
    for (std::int64_t out = 1; out < 40; ++out) {
      const ResizeAxis axis{in, out, static_cast<double>(out) / static_cast<double>(in)};
      const ResizeRule rule{.coordinates = ResizeCoordinates::asymmetric};
      for (std::int64_t i = 0; i < out; ++i)
        if (i * in % out == 0) {
          EXPECT_EQ(axis.source(rule, i), static_cast<double>(i * in / out));
        }
    }
}

// Properties: weights sum to 1, in every mode; a stated scale counts even where the size does not follow from
// it.
TEST(ResizeRule, WeightsSumToOne) {
  for (const char* mode : {"linear", "cubic"})
    for (const std::int64_t exclude : {0, 1})
      for (const double scale : {0.6, 1.7}) {
        const Node node = onnx_node({{"mode", std::string(mode)}, {"exclude_outside", exclude}});
        const ResizeAxis axis{7, static_cast<std::int64_t>(7 * scale), scale};
        const ResizeTaps taps = resize_taps(resize_rule(node), axis);
        for (std::size_t i = 0; i < taps.weights.size(); i += static_cast<std::size_t>(taps.taps)) {
          float sum = 0;
          for (std::size_t k = i; k < i + static_cast<std::size_t>(taps.taps); ++k) {
            sum += taps.weights[k];
            EXPECT_TRUE(taps.positions[k] >= 0 && taps.positions[k] < 7);
          }
          EXPECT_NEAR(sum, 1, 1e-6);
        }
      }
}

TEST(ResizeRule, WhatIsNotSupportedIsNamed) {
  EXPECT_TRUE(mentions(
      error_of([] {
        resize_rule(onnx_node({{"coordinate_transformation_mode", std::string("tf_crop_and_resize")}}));
      }),
      "node \"r\" (Resize): coordinate_transformation_mode = tf_crop_and_resize"));
  EXPECT_TRUE(
      mentions(error_of([] { resize_rule(onnx_node({{"antialias", std::int64_t{1}}})); }), "antialias"));
}

}  // namespace
}  // namespace perpixel
