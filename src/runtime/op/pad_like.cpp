#include <algorithm>

#include "runtime/op/op.h"

namespace perpixel::op {

Step pad_like(const Site&) {
  return [](const Run& run) {
    const Shape& x = run.in(0).shape();
    const Shape& y = run.outputs[0].shape();
    const std::int64_t top = (y[2] - x[2]) / 2, left = (y[3] - x[3]) / 2;
    run.workers.for_each(y[0] * y[1], [&, from = run.x(), to = run.y()](std::int64_t plane) {
      float* out = to + plane * y[2] * y[3];
      std::fill_n(out, y[2] * y[3], 0.f);
      for (std::int64_t row = 0; row < x[2]; ++row)
        std::copy_n(from + (plane * x[2] + row) * x[3], x[3], out + (top + row) * y[3] + left);
    });
  };
}

}  // namespace perpixel::op
