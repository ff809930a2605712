// Resize and ResizeLike: an axis at a time; where only height and width change, row by row.
#include <algorithm>

#include "array/number.h"
#include "array/strided.h"
#include "graph/op/resize_rule.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

/// Up to two taps an axis, as the row loop wants them.
struct Tap {
  std::int64_t low = 0, high = 0;
  float low_share = 1, high_share = 0;
};

std::vector<Tap> pairs_of(const ResizeTaps& taps) {
  std::vector<Tap> pairs;
  for (std::size_t i = 0; i < taps.positions.size(); i += static_cast<std::size_t>(taps.taps)) {
    const std::size_t last = i + static_cast<std::size_t>(taps.taps) - 1;
    pairs.push_back(
        {taps.positions[i], taps.positions[last], taps.weights[i], last > i ? taps.weights[last] : 0.f});
  }
  return pairs;
}

void row(const float* low_row, const float* high_row, const Tap& vertical, const std::vector<Tap>& columns,
         float* y) {
  for (const Tap& tap : columns) {
    const float low = tap.low_share * low_row[tap.low] + tap.high_share * low_row[tap.high];
    const float high = tap.low_share * high_row[tap.low] + tap.high_share * high_row[tap.high];
    *y++ = vertical.low_share * low + vertical.high_share * high;
  }
}

void resize_planes(const Run& run, const std::vector<Tap>& rows, const std::vector<Tap>& columns) {
  const Shape& x = run.in(0).shape();
  const Shape& y = run.outputs[0].shape();
  run.workers.for_each(y[0] * y[1], [&, from = run.x(), to = run.y()](std::int64_t plane) {
    const float* picture = from + plane * x[2] * x[3];
    for (std::int64_t oy = 0; oy < y[2]; ++oy) {
      const Tap& tap = rows[static_cast<std::size_t>(oy)];
      row(picture + tap.low * x[3], picture + tap.high * x[3], tap, columns, to + (plane * y[2] + oy) * y[3]);
    }
  });
}

/// One axis in the middle of [outer, in, inner].
Tensor resized(const Tensor& x, std::size_t axis, const ResizeTaps& taps, std::int64_t out,
               Workers& workers) {
  Shape shape = x.shape();
  const std::int64_t in = shape[axis], inner = array::dense_steps(shape)[axis];
  shape[axis] = out;
  Tensor y(shape);
  workers.for_ranges(
      y.count() / inner, inner * taps.taps,
      [&, from = x.floats().data(), to = y.floats().data()](std::int64_t begin, std::int64_t end) {
        for (std::int64_t line = begin; line < end; ++line) {
          float* target = to + line * inner;
          std::fill_n(target, inner, 0.f);
          for (std::int64_t k = 0; k < taps.taps; ++k) {
            const auto tap = static_cast<std::size_t>(line % out * taps.taps + k);
            const float* source = from + (line / out * in + taps.positions[tap]) * inner;
            for (std::int64_t i = 0; i < inner; ++i) target[i] += taps.weights[tap] * source[i];
          }
        }
      });
  return y;
}

bool keeps(const ResizeAxis& axis) { return axis.in == axis.out && axis.scale == 1; }

void run_resize(const ResizeRule& rule, const Node& node, const Run& run) {
  const bool stated = run.node_has(2) && node.op == "Resize";
  const std::vector<ResizeAxis> axes =
      resize_axes(node, run.in(0).shape(), run.outputs[0].shape(), stated ? run.inputs[2] : nullptr);
  if (axes.size() == 4 && keeps(axes[0]) && keeps(axes[1]) && rule.interpolation != Interpolation::cubic)
    return resize_planes(run, pairs_of(resize_taps(rule, axes[2])), pairs_of(resize_taps(rule, axes[3])));
  Tensor x = run.in(0);
  for (std::size_t i = axes.size(); i-- > 0;)
    if (!keeps(axes[i])) x = resized(x, i, resize_taps(rule, axes[i]), axes[i].out, run.workers);
  std::ranges::copy(x.floats(), run.outputs[0].floats().begin());
}

}  // namespace

Step resize(const Site& site) {
  return [rule = resize_rule(site.node), node = &site.node](const Run& run) { run_resize(rule, *node, run); };
}

}  // namespace perpixel::op
