// MaxPool. Second output (optional): positions in the flattened input [N, C, H, W], as ONNX has them.
#include "graph/op/window.h"
#include "runtime/kernel/pool.h"
#include "runtime/op/op.h"
#include "runtime/op/pool_geometry.h"

namespace perpixel::op {

Step max_pool(const Site& site) {
  const Window window = pool_window(site);
  const bool columns_first = int_attribute(site.node, "storage_order", 0) != 0;
  return [window, columns_first](const Run& run) {
    const Shape x = as_planes(run.in(0).shape());
    const kernel::PoolGeometry geometry =
        pool_geometry(fitted(window, run.in(0).shape()), x, as_planes(run.outputs[0].shape()));
    const std::int64_t in_plane = x[2] * x[3];
    const std::int64_t out_plane = geometry.out[0] * geometry.out[1];
    std::int64_t* positions = run.outputs.size() > 1 ? run.outputs[1].as<std::int64_t>().data() : nullptr;
    run.workers.for_each(x[0] * x[1], [&, from = run.x(), y = run.y()](std::int64_t i) {
      std::int64_t* own = positions ? positions + i * out_plane : nullptr;
      kernel::max_pool(geometry, from + i * in_plane, y + i * out_plane, own);
      if (!own) return;
      for (std::int64_t k = 0; k < out_plane; ++k) {
        if (columns_first) own[k] = own[k] % x[3] * x[2] + own[k] / x[3];
        own[k] += i * in_plane;
      }
    });
  };
}

}  // namespace perpixel::op
