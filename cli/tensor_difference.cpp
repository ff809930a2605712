#include "tensor_difference.h"

#include <algorithm>
#include <cmath>

namespace perpixel {
namespace {

bool is_same_number(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

TensorDifference difference_of(const Tensor& ours, const Tensor& theirs) {
  TensorDifference difference{.shape = ours.shape()};
  if (ours.shape() != theirs.shape()) {
    difference.not_comparable = true;
    return difference;
  }
  const Tensor a = ours.to_f32(), b = theirs.to_f32();
  double scale = 0;
  for (std::int64_t i = 0; i < a.count(); ++i) {
    const float x = a.floats()[static_cast<std::size_t>(i)], y = b.floats()[static_cast<std::size_t>(i)];
    if (std::isfinite(y)) scale = std::max<double>(scale, std::abs(y));
    const double delta = is_same_number(x, y)                   ? 0
                         : std::isfinite(x) && std::isfinite(y) ? std::abs(double{x} - y)
                                                                : INFINITY;
    if (delta > difference.largest) difference.largest = delta, difference.at = i;
  }
  difference.relative = difference.largest == 0 ? 0 : scale > 0 ? difference.largest / scale : INFINITY;
  return difference;
}

bool is_apart(const TensorDifference& difference, double bound) {
  return difference.not_comparable || !(difference.relative <= bound);
}

std::string place_text(std::int64_t element, const Shape& shape) {
  Shape place(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    place[axis] = element % std::max<std::int64_t>(1, shape[axis]);
    element /= std::max<std::int64_t>(1, shape[axis]);
  }
  return shape_text(place);
}

}  // namespace perpixel
