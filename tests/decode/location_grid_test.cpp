#include "decode/location_grid.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

// Semantic spec, section 2.2: Y = (y + .5) * 5 / 50 - .5. By hand: position 0 lies at -0.45, between cells -1
// and 0 (both clamped to 0), 0.55 of the way; position 5 at 0.05; position 27 at 2.25; position 49 at 4.45.
TEST(LocationGrid, PlacesOfTheRelease) {
  const auto expect = [](int i, int low, int high, float share) {
    const GridPlace place = grid_place(i, 50, 5);
    EXPECT_EQ(place.low, low) << i;
    EXPECT_EQ(place.high, high) << i;
    EXPECT_NEAR(place.share, share, 1e-5f) << i;
  };
  expect(0, 0, 0, 0.55f);
  expect(5, 0, 1, 0.05f);
  expect(27, 2, 3, 0.25f);
  expect(49, 4, 4, 0.45f);
}

TEST(LocationGrid, WeightsSumToOneEverywhere) {
  for (const int grid : {1, 2, 5, 10})
    for (int y = 0; y < 50; ++y)
      for (int x = 0; x < 50; ++x) {
        const GridBlend blend = grid_blend(y, x, 50, 50, grid);
        float sum = 0;
        for (const float weight : blend.weights) sum += weight;
        ASSERT_NEAR(sum, 1, 1e-6f);
      }
}

Tensor constant_planes(const std::vector<float>& scores, int size) {
  Tensor tensor({1, static_cast<std::int64_t>(scores.size()), size, size});
  const auto pixels = static_cast<std::size_t>(size * size);
  for (std::size_t i = 0; i < tensor.floats().size(); ++i) tensor.floats()[i] = scores[i / pixels];
  return tensor;
}

// Probabilities are blended, not scores. By hand, a 2 x 2 grid on 4 positions an axis: position 1 lies at
// 0.25. Left classifiers say sigmoid(0) = 0.5, right ones sigmoid(ln 9) = 0.9: 0.75 * 0.5 + 0.25 * 0.9 = 0.6,
// while the blend of scores would give sigmoid(0.25 ln 9) = 0.634.
TEST(LocationGrid, BlendsProbabilitiesNotScores) {
  const float nine = std::log(9.f);
  const Tensor p = location_grid_probabilities(constant_planes({0, nine, 0, nine}, 4), 2);
  EXPECT_EQ(p.shape(), (Shape{1, 1, 4, 4}));
  EXPECT_NEAR(p.floats()[1], 0.6f, 1e-6f);
  EXPECT_NEAR(p.floats()[0], 0.5f, 1e-6f);
  EXPECT_NEAR(p.floats()[3], 0.9f, 1e-6f);
}

TEST(LocationGrid, OneClassifierIsItsSigmoid) {
  const Tensor p = location_grid_probabilities(constant_planes({2}, 3), 1);
  for (const float value : p.floats()) EXPECT_NEAR(value, 1 / (1 + std::exp(-2.f)), 1e-6f);
}

// 500 channels of 20 categories are 5 x 5 classifiers for each.
TEST(LocationGrid, SideFollowsFromTheChannels) {
  EXPECT_EQ(location_grid_side({1, 500, 50, 50}, 20), 5);
  EXPECT_EQ(location_grid_side({1, 2000, 50, 50}, 20), 10);
  EXPECT_EQ(location_grid_side({1, 3, 2, 2}, 3), 1);
  EXPECT_THROW(location_grid_side({1, 480, 50, 50}, 20), Error);
  EXPECT_THROW(location_grid_side({1, 500}, 20), Error);
}

TEST(LocationGrid, ACategoryHasItsOwnChannels) {
  const Tensor scores = constant_planes({0, 1, 2, 3, 4, 5, 6, 7}, 2);  // two categories of 2 x 2 classifiers
  const Tensor second = category_scores(scores, 0, 1, 2);
  EXPECT_EQ(second.shape(), (Shape{1, 4, 2, 2}));
  EXPECT_EQ(second.floats()[0], 4);
  EXPECT_EQ(second.floats()[15], 7);
  EXPECT_THROW(category_scores(scores, 0, 2, 2), Error);
}

// A map over a whole box: at the centre of a cell its value, between centres the mean, outside the border's.
TEST(LocationGrid, SamplesBetweenCentres) {
  const Tensor map = Tensor::from({1, 2}, {4, 8});
  EXPECT_FLOAT_EQ(location_grid_sample(map, 0.5f, 0.25f), 4);
  EXPECT_FLOAT_EQ(location_grid_sample(map, 0.5f, 0.5f), 6);
  EXPECT_FLOAT_EQ(location_grid_sample(map, 0, 1), 8);
}

TEST(LocationGrid, OtherChannelsAreRefused) {
  EXPECT_THROW(location_grid_probabilities(constant_planes({0, 0, 0}, 2), 2), Error);
}

// Bilinear sampling keeps linear maps: f = 3 x + 5 y (cell centres), and the sample's own coordinate is the
// spec's formula, clamped only where it leaves the map.
TEST(BoxUpsample, KeepsLinearMaps) {
  const int rows = 6, columns = 8, size = 50;
  Tensor map({1, 1, rows, columns});
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x)
      map.floats()[static_cast<std::size_t>(y * columns + x)] = static_cast<float>(3 * x + 5 * y);
  const Box box{0.2f, 0.3f, 0.8f, 0.75f};  // inside: no clamping
  const Tensor out = box_upsample(map, box, size);
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      const double v = ((y + 0.5) * 0.45 / size + 0.3) * rows - 0.5,
                   u = ((x + 0.5) * 0.6 / size + 0.2) * columns - 0.5;
      ASSERT_NEAR(static_cast<double>(out.floats()[static_cast<std::size_t>(y * size + x)]), 3 * u + 5 * v,
                  1e-4);
    }
}

// A box beyond the map sees its border.
TEST(BoxUpsample, RepeatsTheBorder) {
  const Tensor map = Tensor::from({1, 1, 1, 2}, {4, 8});
  const Tensor out = box_upsample(map, {-1, 0, 2, 1}, 6);
  EXPECT_EQ(out.floats()[0], 4);
  EXPECT_EQ(out.floats()[5], 8);
}

// Spec, "Normalised box": a box over the whole of a 101 x 201 picture, pixels 0..100 and 0..200.
TEST(BoxUpsample, NormalisedBox) {
  const Box box = normalised_box({0, 0, 201, 101}, 101, 201);
  EXPECT_FLOAT_EQ(box.x0, -0.5f / 200);
  EXPECT_FLOAT_EQ(box.x1, 200.5f / 200);
  EXPECT_FLOAT_EQ(box.y0, -0.5f / 100);
  EXPECT_FLOAT_EQ(box.y1, 100.5f / 100);
}

}  // namespace
}  // namespace perpixel
