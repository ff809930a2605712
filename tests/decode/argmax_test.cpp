#include "decode/argmax.h"

#include <gtest/gtest.h>

#include <limits>

#include "decode/bilinear_rows.h"
#include "error/error.h"
#include "image/resize.h"

namespace perpixel {
namespace {

Tensor scores(Shape shape) {
  Tensor tensor(std::move(shape));
  std::uint32_t state = 9;
  for (float& value : tensor.floats()) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) * 0x1p-20f;
  }
  return tensor;
}

// By hand: channels 0 1 2 at two pixels.
TEST(Argmax, TiesGoToTheLowerId) {
  const LabelMap labels = argmax_labels(Tensor::from({1, 3, 1, 2}, {5, 1, 5, 2, 4, 2}));
  EXPECT_EQ(labels.ids, (std::vector<ClassId>{0, 1}));
}

TEST(Argmax, NanNeverWins) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const LabelMap labels = argmax_labels(Tensor::from({1, 2, 1, 3}, {nan, -3, nan, -7, nan, nan}));
  EXPECT_EQ(labels.ids, (std::vector<ClassId>{1, 0, 0}));
}

// Two roads: row by row, and the whole map enlarged by the image folder's interpolate.
TEST(Argmax, EqualsInterpolateThenArgmax) {
  for (const auto& [height, width] : {std::pair{37, 50}, {7, 9}, {3, 4}, {1, 1}, {200, 3}}) {
    const Tensor small = scores({1, 5, 7, 9});
    const Tensor large = interpolate(small, height, width);
    EXPECT_EQ(argmax_labels(small, height, width), argmax_labels(large)) << height << " x " << width;
  }
}

TEST(BilinearRows, EqualsInterpolate) {
  for (const auto& [height, width] : {std::pair{37, 50}, {7, 9}, {3, 4}, {1, 1}, {14, 18}}) {
    const Tensor small = scores({1, 3, 7, 9});
    const Tensor large = interpolate(small, height, width);
    BilinearRows rows(small, height, width);
    std::vector<float> row(static_cast<std::size_t>(width));
    for (int y = 0; y < height; ++y) {
      rows.move_to(y);
      for (int c = 0; c < 3; ++c) {
        rows.row(c, row.data());
        for (int x = 0; x < width; ++x) {
          const float expected = large.floats()[static_cast<std::size_t>((c * height + y) * width + x)];
          ASSERT_NEAR(row[static_cast<std::size_t>(x)], expected, 1e-5f * std::abs(expected) + 1e-6f)
              << c << " " << y << " " << x;
        }
      }
    }
  }
}

TEST(BilinearRows, OwnSizeIsUntouched) {
  const Tensor map = scores({1, 2, 4, 5});
  BilinearRows rows(map, 4, 5);
  std::vector<float> row(5);
  for (int y = 0; y < 4; ++y) {
    rows.move_to(y);
    rows.row(1, row.data());
    for (int x = 0; x < 5; ++x)
      EXPECT_EQ(row[static_cast<std::size_t>(x)], map.floats()[static_cast<std::size_t>(20 + y * 5 + x)]);
  }
}

TEST(Argmax, WrongShapesAreNamed) {
  try {
    argmax_labels(Tensor::zeros({2, 3, 4, 5}), 8, 8);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::shape_mismatch);
    EXPECT_STREQ(error.what(), "scores [2, 3, 4, 5] cannot be brought to 8 x 8 pixels; wanted [1, C, h, w]");
  }
  EXPECT_THROW(argmax_labels(Tensor::zeros({3, 4})), Error);
}

}  // namespace
}  // namespace perpixel
