#include "runtime/kernel/elementwise.h"
#include "runtime/op/op.h"

namespace perpixel::op {

Step relu(const Site&) {
  return [](const Run& run) {
    run.workers.for_ranges(run.in(0).count(),
                           [x = run.x(), y = run.y()](std::int64_t begin, std::int64_t end) {
                             kernel::relu(x + begin, end - begin, y + begin);
                           });
  };
}

}  // namespace perpixel::op
