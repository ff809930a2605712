#include <algorithm>

#include "runtime/kernel/lrn.h"
#include "runtime/op/op.h"

namespace perpixel::op {

Step lrn(const Site& site) {
  kernel::LrnGeometry geometry{.size = int_attribute(site.node, "size", 1),
                               .alpha = float_attribute(site.node, "alpha", 1e-4f),
                               .beta = float_attribute(site.node, "beta", 0.75f),
                               .bias = float_attribute(site.node, "bias", 1.f)};
  if (geometry.size < 1) refuse(site, "size = " + std::to_string(geometry.size) + " must be at least 1");
  return [geometry](const Run& run) {
    constexpr std::int64_t kPiece = 1024;
    const Tensor& x = run.in(0);
    kernel::LrnGeometry g = geometry;
    g.channels = x.size(1);
    g.plane = x.count() / (x.size(0) * g.channels);
    const std::int64_t pieces = (g.plane + kPiece - 1) / kPiece;
    run.workers.for_each(
        x.size(0) * pieces, kPiece, [&, from = run.x(), y = run.y()](std::int64_t i, float* scratch) {
          const std::int64_t picture = i / pieces * g.channels * g.plane;
          const std::int64_t begin = i % pieces * kPiece;
          kernel::lrn(g, from + picture, begin, std::min(begin + kPiece, g.plane), scratch, y + picture);
        });
  };
}

}  // namespace perpixel::op
