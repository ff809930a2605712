#include "decode/label_rows.h"

#include <algorithm>
#include <limits>

namespace perpixel {

void scores_of(const Tensor& energies, std::size_t begin, std::size_t end, std::size_t stride, float* rows) {
  const auto labels = static_cast<std::size_t>(energies.size(1));
  const std::size_t pixels = energies.floats().size() / labels;
  const float* planes = energies.floats().data();
  for (std::size_t first = begin; first < end; first += kRowBlock) {
    const std::size_t last = std::min(first + kRowBlock, end);
    for (std::size_t c = 0; c < stride; ++c)
      for (std::size_t i = first; i < last; ++i)
        rows[i * stride + c] = c < labels ? -planes[c * pixels + i] : -std::numeric_limits<float>::infinity();
  }
}

void to_planes(const float* rows, std::size_t begin, std::size_t end, std::size_t stride, Tensor& planes) {
  const auto labels = static_cast<std::size_t>(planes.size(1));
  const std::size_t pixels = planes.floats().size() / labels;
  float* to = planes.floats().data();
  for (std::size_t first = begin; first < end; first += kRowBlock) {
    const std::size_t last = std::min(first + kRowBlock, end);
    for (std::size_t c = 0; c < labels; ++c)
      for (std::size_t i = first; i < last; ++i) to[c * pixels + i] = rows[i * stride + c];
  }
}

std::vector<float> symmetric_part(const std::vector<float>& matrix, std::size_t labels) {
  std::vector<float> even(matrix.size());
  for (std::size_t l = 0; l < labels; ++l)
    for (std::size_t k = 0; k < labels; ++k)
      even[l * labels + k] = (matrix[l * labels + k] + matrix[k * labels + l]) / 2;
  return even;
}

/// By columns, which are rows: the inner loop's sums are independent of each other.
void pay(const std::vector<float>& matrix, const float* message, std::size_t labels, float* scores) {
  for (std::size_t k = 0; k < labels; ++k) {
    const float* column = matrix.data() + k * labels;
    for (std::size_t l = 0; l < labels; ++l) scores[l] -= column[l] * message[k];
  }
}

}  // namespace perpixel
