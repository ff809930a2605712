// The permutohedral lattice (Adams, Baek, Davis 2010): Gaussian filtering of values at scattered points in
// time linear in their number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace perpixel {

/// N points of d dimensions on a lattice of M vertices. Filtering is out = S B P in: P gives every value to
/// the d + 1 corners of its point's simplex (splat), B blurs along the d + 1 axes of the lattice one after
/// the other, S reads the value back (slice).
struct Permutohedral {
  /// The vertices in a row along one axis: chain i is ids[starts[i]] .. ids[starts[i + 1] - 1], at least 2
  /// of them. A vertex without neighbours on this axis is in no chain: the blur leaves it as it is.
  struct Axis {
    std::vector<std::uint32_t> starts;  // [chains + 1]
    std::vector<std::int32_t> ids;
    std::size_t chains() const { return starts.size() - 1; }
  };

  int dimensions = 0;
  std::size_t points = 0, vertices = 0;
  std::vector<std::int32_t> corners;  // [N, d + 1] vertices of the simplex around each point
  std::vector<float> weights;         // [N, d + 1] barycentric coordinates, sum 1
  // P by rows: entries [splat_starts[v], splat_starts[v + 1]) are the points around vertex v, ascending.
  std::vector<std::uint32_t> splat_starts;  // [M + 1]
  std::vector<std::int32_t> splat_points;   // [N * (d + 1)]
  std::vector<float> splat_weights;
  std::vector<Axis> axes;  // [d + 1]

  std::size_t corners_each() const { return static_cast<std::size_t>(dimensions) + 1; }
  /// Makes up for what the blur adds: 1 / (1 + 2^-d).
  float slice_scale() const;
};

/// features [N, d] of points, each already divided by its standard deviation, d in [1, 6]. Vertices are
/// numbered in the order in which the points meet them, so the result does not depend on `threads` (0 = one
/// per core). Keys are 32 bits: throws bad_value for a feature that is not finite or above 1e7, and for more
/// than 2^31 corners.
Permutohedral permutohedral(std::span<const float> features, int dimensions, int threads = 0);

/// The transpose of the filter blurs along the axes in reverse order. (The blur ends where vertices end, so
/// the filter itself is not symmetric.)
enum class FilterDirection { forward, transposed };

/// values [N, C] -> filtered [N, C], where filtered_i is about sum_j exp(-|f_i - f_j|^2 / 2) values_j; low by
/// 13 % in two dimensions and by 40 % in five (specs: normalise). Throws shape_mismatch.
std::vector<float> filter(const Permutohedral& lattice, std::span<const float> values, std::size_t channels,
                          FilterDirection direction = FilterDirection::forward);

}  // namespace perpixel
