// Dropout with a second input, the number of its draw: it drops in deployment too.
#include "graph/op/sampled_dropout.h"

#include "runtime/op/op.h"

namespace perpixel::op {

Step sampled_dropout(const Site& site) {
  const float ratio = float_attribute(site.node, "ratio", 0.5f);
  return [ratio, name = site.node.name](const Run& run) {
    const SampledDropout draw(run.x(1)[0], name, ratio);
    const Shape& x = run.in(0).shape();
    const std::int64_t planes = x[0] * x[1], pixels = run.in(0).count() / planes;
    run.workers.for_each(planes, [&, from = run.x(), to = run.y()](std::int64_t plane) {
      for (std::int64_t i = plane * pixels; i < (plane + 1) * pixels; ++i) to[i] = from[i] * draw.factor(i);
    });
  };
}

}  // namespace perpixel::op
