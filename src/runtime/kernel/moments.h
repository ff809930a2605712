// Mean and variance.
#pragma once

#include <cstdint>

namespace perpixel::kernel {

struct Moments {
  double mean, variance;  // of the population
};

/// In two passes: the mean is taken off before squaring.
Moments moments(const float* x, std::int64_t count);

}  // namespace perpixel::kernel
