// UnpoolLike: zeros, with each element at its position in the flattened [N, C, H, W] (MaxPool's).
#include <algorithm>

#include "runtime/op/op.h"

namespace perpixel::op {

Step unpool_like(const Site& site) {
  return [site](const Run& run) {
    const Shape& x = run.in(0).shape();
    const Shape& y = run.outputs[0].shape();
    const std::int64_t from_plane = x[2] * x[3], to_plane = y[2] * y[3];
    const auto positions = run.in(1).as<std::int64_t>();
    // A file's positions may be anything: looked at before a byte is written.
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const std::int64_t plane = static_cast<std::int64_t>(i) / from_plane;
      if (positions[i] < plane * to_plane || positions[i] >= (plane + 1) * to_plane)
        refuse_shape(site, "position " + std::to_string(positions[i]) + " lies outside " + shape_text(y));
    }
    run.workers.for_each(y[0] * y[1], [&, from = run.x(), to = run.y()](std::int64_t plane) {
      float* out = to + plane * to_plane;
      std::fill_n(out, to_plane, 0.f);
      for (std::int64_t i = 0; i < from_plane; ++i)
        to[positions[static_cast<std::size_t>(plane * from_plane + i)]] = from[plane * from_plane + i];
    });
  };
}

}  // namespace perpixel::op
