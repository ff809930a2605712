// DepthToSpace, mode CRD (sub-pixel convolution's shuffle): out[c, r y + a, r x + b] = in[c r r + a r + b, y,
// x].
#include "runtime/op/op.h"

namespace perpixel::op {

Step depth_to_space(const Site& site) {
  const std::int64_t r = int_attribute(site.node, "blocksize", 1);
  return [r](const Run& run) {
    const Shape& x = run.in(0).shape();
    const std::int64_t plane = x[2] * x[3];
    run.workers.for_each(x[0] * x[1] / (r * r), [&, from = run.x(), to = run.y()](std::int64_t out) {
      for (std::int64_t part = 0; part < r * r; ++part) {
        const float* source = from + (out * r * r + part) * plane;
        float* target = to + out * plane * r * r + part / r * x[3] * r + part % r;
        for (std::int64_t row = 0; row < x[2]; ++row, target += r * x[3] * r)
          for (std::int64_t column = 0; column < x[3]; ++column) target[column * r] = *source++;
      }
    });
  };
}

}  // namespace perpixel::op
