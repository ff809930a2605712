#include "runtime/kernel/pool.h"
#include "runtime/op/op.h"

namespace perpixel::op {

Step global_average_pool(const Site&) {
  return [](const Run& run) {
    const Shape& x = run.in(0).shape();
    const std::int64_t plane = x[2] * x[3];
    run.workers.for_each(x[0] * x[1], [plane, from = run.x(), y = run.y()](std::int64_t i) {
      y[i] = kernel::average(from + i * plane, plane);
    });
  };
}

}  // namespace perpixel::op
