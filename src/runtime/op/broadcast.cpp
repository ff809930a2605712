// Add, Mul and Max with NumPy's broadcasting.
#include "runtime/kernel/elementwise.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

using Kernel = void (*)(const float*, std::int64_t, const float*, std::int64_t, std::int64_t, float*);

/// One axis of the walk: its size and how far each operand moves per position (0 where it is repeated).
struct Axis {
  std::int64_t size, a_step, b_step;
};

std::int64_t size_from_end(const Shape& shape, std::size_t axis) {
  return axis < shape.size() ? shape[shape.size() - 1 - axis] : 1;
}

/// Innermost first. Axes that both operands walk evenly are joined, so equal shapes become a single axis.
std::vector<Axis> walk(const Shape& a, const Shape& b, const Shape& out) {
  std::vector<Axis> axes{{1, 1, 1}};
  std::int64_t a_count = 1, b_count = 1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t a_size = size_from_end(a, i);
    const std::int64_t b_size = size_from_end(b, i);
    const Axis axis{size_from_end(out, i), a_size == 1 ? 0 : a_count, b_size == 1 ? 0 : b_count};
    a_count *= a_size;
    b_count *= b_size;
    if (axis.size == 1) continue;
    Axis& inner = axes.back();
    if (inner.size == 1)
      inner = axis;
    else if (axis.a_step == inner.a_step * inner.size && axis.b_step == inner.b_step * inner.size)
      inner.size *= axis.size;
    else
      axes.push_back(axis);
  }
  return axes;
}

void zip_all(const Run& run, Kernel kernel) {
  const Shape& out = run.outputs[0].shape();
  const std::vector<Axis> axes = walk(run.in(0).shape(), run.in(1).shape(), out);
  const Axis inner = axes[0];
  const float* a = run.x(0);
  const float* b = run.x(1);
  float* y = run.y();
  if (axes.size() == 1)
    return run.workers.for_ranges(inner.size, [=](std::int64_t begin, std::int64_t end) {
      kernel(a + begin * inner.a_step, inner.a_step, b + begin * inner.b_step, inner.b_step, end - begin,
             y + begin);
    });
  run.workers.for_each(run.outputs[0].count() / inner.size, [&, a, b, y](std::int64_t row) {
    std::int64_t a_at = 0, b_at = 0, rest = row;
    for (std::size_t i = 1; i < axes.size(); ++i) {
      a_at += rest % axes[i].size * axes[i].a_step;
      b_at += rest % axes[i].size * axes[i].b_step;
      rest /= axes[i].size;
    }
    kernel(a + a_at, inner.a_step, b + b_at, inner.b_step, inner.size, y + row * inner.size);
  });
}

void expect_two_inputs(const Site& site) {
  if (site.node.inputs.size() != 2 || !site.has_input(0) || !site.has_input(1))
    refuse(site, "takes two inputs");
}

}  // namespace

Step add(const Site& site) {
  expect_two_inputs(site);
  return [](const Run& run) { zip_all(run, kernel::add); };
}

Step mul(const Site& site) {
  expect_two_inputs(site);
  return [](const Run& run) { zip_all(run, kernel::multiply); };
}

Step maximum(const Site& site) {
  expect_two_inputs(site);
  return [](const Run& run) { zip_all(run, kernel::maximum); };
}

}  // namespace perpixel::op
