// One pixel's numbers of all labels side by side: how mean field reads and writes planes.
#pragma once

#include <cstddef>
#include <vector>

#include "tensor/tensor.h"

namespace perpixel {

/// Pixels whose rows stay in the first cache together.
inline constexpr std::size_t kRowBlock = 64;

/// energies [1, L, H, W] -> rows [pixels, stride], negated, for pixels [begin, end); a label beyond L, which
/// only fills the row, scores -infinity.
void scores_of(const Tensor& energies, std::size_t begin, std::size_t end, std::size_t stride, float* rows);

/// rows [pixels, stride] -> planes [1, L, H, W], for pixels [begin, end).
void to_planes(const float* rows, std::size_t begin, std::size_t end, std::size_t stride, Tensor& planes);

/// (M + M^T) / 2 of a matrix [labels, labels].
std::vector<float> symmetric_part(const std::vector<float>& matrix, std::size_t labels);

/// scores -= matrix * message of one pixel; the matrix [labels, labels] is symmetric.
void pay(const std::vector<float>& matrix, const float* message, std::size_t labels, float* scores);

}  // namespace perpixel
