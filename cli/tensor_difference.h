// Two answers to one question, element by element.
#pragma once

#include <cstdint>
#include <string>

#include "tensor/tensor.h"

namespace perpixel {

struct TensorDifference {
  Shape shape;
  double largest = 0;           // |ours - theirs|; infinite when only one of them is finite
  double relative = 0;          // largest / the largest finite |theirs|
  std::int64_t at = 0;          // element of the largest
  bool not_comparable = false;  // the shapes differ
};

TensorDifference difference_of(const Tensor& ours, const Tensor& theirs);

/// More than `bound` relative, or not comparable, or not a number.
bool is_apart(const TensorDifference& difference, double bound);

/// "[0, 7, 112, 40]" for a flat element number.
std::string place_text(std::int64_t element, const Shape& shape);

}  // namespace perpixel
