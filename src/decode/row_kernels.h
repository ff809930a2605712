// Sums over rows of numbers, the inner loops of the dense CRF. A row is `stride` floats, a multiple of 8,
// on a 32-byte border.
#pragma once

#include <cstddef>
#include <cstdint>

namespace perpixel {

/// Row widths are multiples of this.
inline constexpr std::size_t kRowUnit = 8;
inline std::size_t row_stride(std::size_t channels) {
  return (channels + kRowUnit - 1) / kRowUnit * kRowUnit;
}

/// A sparse matrix by rows: entries e in [starts[i], starts[i + 1]) of row i say weight[e] * rows[index[e]].
struct SparseRows {
  const std::uint32_t* starts;
  const std::int32_t* index;
  const float* weight;
};

/// out[i] = row i of `matrix` times `rows`, for i in [begin, end); out is [.., stride] with row 0 at out.
void sum_rows(const SparseRows& matrix, const float* rows, std::size_t stride, std::size_t begin,
              std::size_t end, float* out);

/// The same for a matrix of `per_row` entries in every row: out[i - begin] += factor * sum.
void add_rows(const std::int32_t* index, const float* weight, std::size_t per_row, const float* rows,
              std::size_t stride, std::size_t begin, std::size_t end, float factor, float* out);

/// Rows ids[starts[i]] .. ids[starts[i + 1] - 1] are neighbours in that order: each becomes itself plus half
/// of the one before and half of the one behind, for chains i in [begin, end), in place.
void blur_chains(float* rows, std::size_t stride, const std::uint32_t* starts, const std::int32_t* ids,
                 std::size_t begin, std::size_t end);

/// out[i] = softmax of scores[i] over the row, `count` rows. Scores of -infinity give 0.
void softmax_rows(const float* scores, std::size_t stride, std::size_t count, float* out);

/// energy[i] = -log(clamp(p[i], least, 1)).
void negative_log(const float* p, std::size_t count, float least, float* energy);

}  // namespace perpixel
