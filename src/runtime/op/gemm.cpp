// Fully connected: x [N, I], weight [O, I], bias [O]. Other forms of Gemm go the general way.
#include <algorithm>

#include "runtime/kernel/dense.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

void dense(const Run& run) {
  constexpr std::int64_t kRows = 16;
  const std::int64_t batch = run.in(0).size(0);
  const std::int64_t inputs = run.in(1).size(1);
  const std::int64_t rows = run.in(1).size(0);
  const float* bias = run.node_has(2) ? run.x(2) : nullptr;
  run.workers.for_each(
      (rows + kRows - 1) / kRows, [&, x = run.x(0), weight = run.x(1), y = run.y()](std::int64_t i) {
        const std::int64_t first = i * kRows;
        for (std::int64_t n = 0; n < batch; ++n)
          kernel::dense(x + n * inputs, weight + first * inputs, bias ? bias + first : nullptr, inputs,
                        std::min(kRows, rows - first), y + n * rows + first);
      });
}

bool is_dense_node(const Node& node) {
  return int_attribute(node, "transB", 0) != 0 && int_attribute(node, "transA", 0) == 0 &&
         float_attribute(node, "alpha", 1) == 1 && float_attribute(node, "beta", 1) == 1;
}

bool is_dense_run(const Run& run) {
  return run.in(0).dtype() == DType::f32 &&
         (!run.node_has(2) || run.in(2).shape() == Shape{run.outputs[0].size(1)});
}

}  // namespace

Step gemm(const Site& site) {
  return [plain = is_dense_node(site.node), general = elementary(site)](const Run& run) {
    if (plain && is_dense_run(run)) return dense(run);
    general(run);
  };
}

}  // namespace perpixel::op
