// MaxPool. Second output (optional): positions y * W + x within each plane of the input, as LibTorch has
// them; ONNX files count through the flattened [N, C, H, W].
#include "graph/op/window.h"
#include "runtime/kernel/pool.h"
#include "runtime/op/op.h"
#include "runtime/op/pool_geometry.h"

namespace perpixel::op {

Step max_pool(const Site& site) {
  const Window window = pool_window(site);
  if (int_attribute(site.node, "storage_order", 0) != 0) refuse(site, "only storage_order = 0");
  return [window](const Run& run) {
    const Shape& x = run.in(0).shape();
    const kernel::PoolGeometry geometry = pool_geometry(window, x, run.outputs[0].shape());
    const std::int64_t in_plane = x[2] * x[3];
    const std::int64_t out_plane = geometry.out[0] * geometry.out[1];
    std::int64_t* positions = run.outputs.size() > 1 ? run.outputs[1].as<std::int64_t>().data() : nullptr;
    run.workers.for_each(x[0] * x[1], [&, from = run.x(), y = run.y()](std::int64_t i) {
      kernel::max_pool(geometry, from + i * in_plane, y + i * out_plane,
                       positions ? positions + i * out_plane : nullptr);
    });
  };
}

}  // namespace perpixel::op
