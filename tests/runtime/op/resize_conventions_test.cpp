// ops.md 7: the same three numbers in both conventions, by the engine and by `interpolate`.
#include <gtest/gtest.h>

#include "image/resize.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

void expect_row(const std::vector<float>& row, bool align_corners, const std::vector<float>& expected) {
  const auto width = static_cast<std::int64_t>(expected.size());
  const Tensor x = Tensor::from({1, 1, 1, static_cast<std::int64_t>(row.size())}, row);
  Graph graph{.name = "test"};
  const Value from = input(graph, "x", 1), like = input(graph, "like", 1);
  output(resize_like(from, like, "resize", ResizeMode::bilinear, align_corners), "y");
  const Tensor engine =
      Session(graph, {}, {.threads = 1}).run({{"x", x}, {"like", Tensor::zeros({1, 1, 1, width})}}).at("y");
  const Tensor picture = interpolate(x, 1, static_cast<int>(width), InterpolateMode::bilinear, align_corners);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(engine.floats()[i], expected[i], 1e-5f) << width << " " << i;
    EXPECT_NEAR(picture.floats()[i], expected[i], 1e-5f) << width << " " << i;
  }
}

// ops.md 21, row 12, and the other sizes of section 7.
TEST(ResizeConventions, HalfPixel) {
  expect_row({0, 10, 20}, false, {0, 2.5f, 7.5f, 12.5f, 17.5f, 20});
  expect_row({0, 10, 20}, false, {0, 4, 10, 16, 20});
  expect_row({0, 10, 20}, false, {0, 6.25f, 13.75f, 20});
  expect_row({0, 10, 20}, false, {2.5f, 17.5f});
}

TEST(ResizeConventions, AlignedCorners) {
  expect_row({0, 10, 20}, true, {0, 4, 8, 12, 16, 20});
  expect_row({0, 10, 20}, true, {0, 5, 10, 15, 20});
  expect_row({0, 10, 20}, true, {0, 20.f / 3, 40.f / 3, 20});
  expect_row({0, 10, 20}, true, {0, 20});
}

// ops.md 21, row 11: to 2 i - 1 samples with aligned corners, as the lecture's triangle does.
TEST(ResizeConventions, TheTrianglesSize) { expect_row({0, 1, 4, 9}, true, {0, .5f, 1, 2.5f, 4, 6.5f, 9}); }

}  // namespace
}  // namespace perpixel
