// Fully connected: x [N, I], weight [O, I], bias [O].
#include <algorithm>

#include "runtime/kernel/dense.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

void check(const Site& site) {
  if (int_attribute(site.node, "transB", 0) != 1 || int_attribute(site.node, "transA", 0) != 0)
    refuse(site, "only transB = 1, transA = 0");
  if (float_attribute(site.node, "alpha", 1) != 1 || float_attribute(site.node, "beta", 1) != 1)
    refuse(site, "only alpha = 1, beta = 1");
  const Tensor& weight = parameter(site, 1);
  if (weight.rank() != 2) refuse_shape(site, "weight " + shape_text(weight.shape()) + " must have two axes");
  if (!site.has_input(2)) return;
  if (const Tensor& bias = parameter(site, 2); bias.shape() != Shape{weight.size(0)})
    refuse_shape(site,
                 "bias " + shape_text(bias.shape()) + " must be [" + std::to_string(weight.size(0)) + "]");
}

}  // namespace

Step gemm(const Site& site) {
  check(site);
  return [](const Run& run) {
    constexpr std::int64_t kRows = 16;
    const std::int64_t batch = run.in(0).size(0);
    const std::int64_t inputs = run.in(1).size(1);
    const std::int64_t rows = run.in(1).size(0);
    const float* bias = run.inputs.size() > 2 && run.inputs[2] ? run.x(2) : nullptr;
    run.workers.for_each(
        (rows + kRows - 1) / kRows, [&, x = run.x(0), weight = run.x(1), y = run.y()](std::int64_t i) {
          const std::int64_t first = i * kRows;
          for (std::int64_t n = 0; n < batch; ++n)
            kernel::dense(x + n * inputs, weight + first * inputs, bias ? bias + first : nullptr, inputs,
                          std::min(kRows, rows - first), y + n * rows + first);
        });
  };
}

}  // namespace perpixel::op
