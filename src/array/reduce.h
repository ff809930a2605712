// Many elements to one along some axes.
#pragma once

#include "array/loop.h"
#include "tensor/tensor.h"

namespace perpixel::array {

enum class Reduction { sum, mean, product, maximum, minimum, l1, l2, log_sum, log_sum_exp, sum_square };

/// y (the kept axes in order; sizes of 1 for the others are as good) from x; `reduced` says by axis of x
/// which go. Over nothing: sum 0, product 1, maximum -inf (or the least integer), minimum the greatest, mean
/// NaN (an integer 0). A NaN stays one. Sums of floats run in double; integers wrap, a mean of them is
/// divided towards zero, and roots and logarithms become integers as `cast` says.
void reduce(Reduction kind, const Tensor& x, const std::vector<bool>& reduced, Tensor& y, const Loop& loop);

/// y (i64) = the position along `axis` of the greatest (or least) element, the first or last of equals.
void arg_extreme(const Tensor& x, std::size_t axis, bool greatest, bool last_of_equals, Tensor& y,
                 const Loop& loop);

/// Running sums along `axis`; exclusive: of the elements before each; reverse: from the end.
void cumulative_sum(const Tensor& x, std::size_t axis, bool exclusive, bool reverse, Tensor& y,
                    const Loop& loop);

}  // namespace perpixel::array
