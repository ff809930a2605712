// Operations whose elements the graph's own table knows to compute, in any type (src/array).
#include "graph/op_table.h"
#include "runtime/op/op.h"

namespace perpixel::op {

Step elementary(const Site& site) {
  return [rule = &op_rule(site.node), node = &site.node](const Run& run) {
    const array::Loop loop = [&run](std::int64_t count, std::int64_t cost, const auto& work) {
      run.workers.for_ranges(count, cost, work);
    };
    compute_node(*rule, {*node, run.inputs, run.outputs, loop});
  };
}

}  // namespace perpixel::op
