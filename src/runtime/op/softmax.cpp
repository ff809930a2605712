#include "runtime/kernel/softmax.h"

#include <algorithm>

#include "runtime/op/op.h"

namespace perpixel::op {

Step softmax(const Site& site) {
  if (const std::int64_t axis = int_attribute(site.node, "axis", -1); axis != 1)
    refuse(site, "axis = " + std::to_string(axis) + ": only axis 1 (channels)");
  return [](const Run& run) {
    constexpr std::int64_t kPiece = 1024;
    const Tensor& x = run.in(0);
    const std::int64_t channels = x.size(1);
    const std::int64_t plane = x.count() / (x.size(0) * channels);
    const std::int64_t pieces = (plane + kPiece - 1) / kPiece;
    run.workers.for_each(x.size(0) * pieces, 2 * kPiece,
                         [&, from = run.x(), y = run.y()](std::int64_t i, float* scratch) {
                           const std::int64_t picture = i / pieces * channels * plane;
                           const std::int64_t begin = i % pieces * kPiece;
                           kernel::softmax(from + picture, channels, plane, begin,
                                           std::min(begin + kPiece, plane), scratch, y + picture);
                         });
  };
}

}  // namespace perpixel::op
