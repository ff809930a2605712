// Softmax and LogSoftmax along any axis.
#include "runtime/kernel/softmax.h"

#include <algorithm>

#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

using Kernel = void (*)(const float*, std::int64_t, std::int64_t, std::int64_t, std::int64_t, float*, float*);

/// The array as [outer, size, inner] with the axis in the middle: a picture's channels and positions.
Step along_axis(const Site& site, Kernel kernel) {
  const std::int64_t stated = int_attribute(site.node, "axis", -1);
  return [stated, kernel](const Run& run) {
    constexpr std::int64_t kPiece = 1024;
    const Shape& x = run.in(0).shape();
    const auto axis =
        static_cast<std::size_t>(stated < 0 ? stated + static_cast<std::int64_t>(x.size()) : stated);
    std::int64_t inner = 1;
    for (std::size_t i = axis + 1; i < x.size(); ++i) inner *= x[i];
    const std::int64_t size = x[axis], outer = run.in(0).count() / (size * inner);
    const std::int64_t pieces = (inner + kPiece - 1) / kPiece;
    run.workers.for_each(
        outer * pieces, 2 * kPiece, [&, from = run.x(), y = run.y()](std::int64_t i, float* scratch) {
          const std::int64_t start = i / pieces * size * inner, begin = i % pieces * kPiece;
          kernel(from + start, size, inner, begin, std::min(begin + kPiece, inner), scratch, y + start);
        });
  };
}

}  // namespace

Step softmax(const Site& site) { return along_axis(site, kernel::softmax); }
Step log_softmax(const Site& site) { return along_axis(site, kernel::log_softmax); }

}  // namespace perpixel::op
