// One number of each plane: its mean or its greatest element.
#include "runtime/kernel/pool.h"
#include "runtime/op/op.h"

namespace perpixel::op {

Step global_average_pool(const Site&) {
  return [](const Run& run) {
    const Shape& x = run.in(0).shape();
    const std::int64_t plane = run.in(0).count() / (x[0] * x[1]);
    run.workers.for_each(x[0] * x[1], [plane, from = run.x(), y = run.y()](std::int64_t i) {
      y[i] = kernel::average(from + i * plane, plane);
    });
  };
}

Step global_max_pool(const Site&) {
  return [](const Run& run) {
    const Shape& x = run.in(0).shape();
    const std::int64_t plane = run.in(0).count() / (x[0] * x[1]);
    run.workers.for_each(x[0] * x[1], [plane, from = run.x(), y = run.y()](std::int64_t i) {
      const float* first = from + i * plane;
      y[i] = *first;
      for (const float* v = first; v < first + plane; ++v)
        if (*v > y[i] || *v != *v) y[i] = *v;  // a NaN stays
    });
  };
}

}  // namespace perpixel::op
