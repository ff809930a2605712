#include <cstring>

#include "runtime/op/op.h"

namespace perpixel::op {

Step crop_like(const Site& site) {
  const std::int64_t offset = int_attribute(site.node, "offset", 0);
  if (offset < 0) refuse(site, "offset " + std::to_string(offset) + " must be at least 0");
  return [offset](const Run& run) {
    const Shape& x = run.in(0).shape();
    const Shape& y = run.outputs[0].shape();
    run.workers.for_each(y[0] * y[1], [&, from = run.x(), to = run.y()](std::int64_t plane) {
      for (std::int64_t row = 0; row < y[2]; ++row)
        std::memcpy(to + (plane * y[2] + row) * y[3], from + (plane * x[2] + row + offset) * x[3] + offset,
                    static_cast<std::size_t>(y[3]) * sizeof(float));
    });
  };
}

}  // namespace perpixel::op
