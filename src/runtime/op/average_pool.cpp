#include "runtime/kernel/pool.h"
#include "runtime/op/op.h"
#include "runtime/op/pool_geometry.h"

namespace perpixel::op {

Step average_pool(const Site& site) {
  const Window window = pool_window(site);
  return [window](const Run& run) {
    const Shape x = as_planes(run.in(0).shape());
    const kernel::PoolGeometry geometry =
        pool_geometry(fitted(window, run.in(0).shape()), x, as_planes(run.outputs[0].shape()));
    const std::int64_t in_plane = x[2] * x[3];
    const std::int64_t out_plane = geometry.out[0] * geometry.out[1];
    run.workers.for_each(x[0] * x[1], [&, from = run.x(), y = run.y()](std::int64_t i) {
      kernel::average_pool(geometry, from + i * in_plane, y + i * out_plane);
    });
  };
}

}  // namespace perpixel::op
