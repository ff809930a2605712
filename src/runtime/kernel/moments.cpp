#include "runtime/kernel/moments.h"

namespace perpixel::kernel {

Moments moments(const float* x, std::int64_t count) {
  double sum = 0, squares = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += x[i];
  const double mean = sum / static_cast<double>(count);
  for (std::int64_t i = 0; i < count; ++i) {
    const double off = x[i] - mean;
    squares += off * off;
  }
  return {mean, squares / static_cast<double>(count)};
}

}  // namespace perpixel::kernel
