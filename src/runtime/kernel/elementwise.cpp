#include "runtime/kernel/elementwise.h"

namespace perpixel::kernel {

void scale_shift(const float* x, std::int64_t count, float factor, float shift, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] * factor + shift;
}

}  // namespace perpixel::kernel
