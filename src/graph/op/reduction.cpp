// Operations that make one element of many along axes.
#include "array/reduce.h"

#include <array>
#include <string_view>
#include <utility>

#include "array/number.h"
#include "array/select.h"
#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

using array::Reduction;

constexpr std::array<std::pair<std::string_view, Reduction>, 10> kReductions{{
    {"ReduceSum", Reduction::sum},
    {"ReduceMean", Reduction::mean},
    {"ReduceProd", Reduction::product},
    {"ReduceMax", Reduction::maximum},
    {"ReduceMin", Reduction::minimum},
    {"ReduceL1", Reduction::l1},
    {"ReduceL2", Reduction::l2},
    {"ReduceLogSum", Reduction::log_sum},
    {"ReduceLogSumExp", Reduction::log_sum_exp},
    {"ReduceSumSquare", Reduction::sum_square},
}};

/// By axis of the input: does it go? Without axes all go, or with noop_with_empty_axes none.
std::vector<bool> reduced_axes(const Node& node, const std::optional<std::vector<std::int64_t>>& axes,
                               std::size_t rank) {
  if (!axes || axes->empty())
    return std::vector<bool>(rank, int_attribute(node, "noop_with_empty_axes", 0) == 0);
  std::vector<bool> reduced(rank);
  for (const std::int64_t axis : *axes) reduced[normal_axis(node, axis, rank)] = true;
  return reduced;
}

Shape reduced_shape(const Shape& x, const std::vector<bool>& reduced, bool keep) {
  Shape out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!reduced[i])
      out.push_back(x[i]);
    else if (keep)
      out.push_back(1);
  }
  return out;
}

bool keeps_axes(const Node& node) { return int_attribute(node, "keepdims", 1) != 0; }

std::vector<Shape> infer_reduce(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  return {reduced_shape(x, reduced_axes(node, axes_of(node, inputs, 1), x.size()), keeps_axes(node))};
}

void compute_reduce(const Computation& run) {
  const Tensor& x = run.in(0);
  for (const auto& [name, kind] : kReductions)
    if (run.node.op == name)
      array::reduce(kind, x, reduced_axes(run.node, axes_of(run, 1), x.shape().size()), run.outputs[0],
                    run.loop);
}

std::int64_t one_per_input(const Node&, const NodeInputs& inputs, const Shape&) {
  return element_count(*inputs[0]);
}

std::vector<Shape> infer_arg(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const std::size_t axis = normal_axis(node, int_attribute(node, "axis", 0), x.size());
  if (x[axis] == 0) mismatch(node, "nothing to choose from on axis " + std::to_string(axis));
  std::vector<bool> reduced(x.size());
  reduced[axis] = true;
  return {reduced_shape(x, reduced, keeps_axes(node))};
}

void compute_arg(const Computation& run) {
  const Tensor& x = run.in(0);
  array::arg_extreme(x, normal_axis(run.node, int_attribute(run.node, "axis", 0), x.shape().size()),
                     run.node.op == "ArgMax", int_attribute(run.node, "select_last_index", 0) != 0,
                     run.outputs[0], run.loop);
}

std::size_t cumulative_axis(const Node& node, const std::vector<std::int64_t>& axis, std::size_t rank) {
  if (axis.size() != 1) mismatch(node, "the axis must be one number");
  return normal_axis(node, axis[0], rank);
}

std::vector<Shape> infer_cumulative(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  cumulative_axis(node, known_integers(node, inputs, 1), x.size());
  return {x};
}

Footprint cumulative_footprint(const Node& node, const NodeInputs& inputs, const Shape& output, int axis) {
  const Shape& x = *inputs[0];
  if (cumulative_axis(node, known_integers(node, inputs, 1), x.size()) == static_cast<std::size_t>(axis))
    return {.bounded = false};
  return where_kept(node, inputs, output, axis);
}

void compute_cumulative(const Computation& run) {
  const Tensor& x = run.in(0);
  array::cumulative_sum(x, cumulative_axis(run.node, array::integers(run.in(1)), x.shape().size()),
                        int_attribute(run.node, "exclusive", 0) != 0,
                        int_attribute(run.node, "reverse", 0) != 0, run.outputs[0], run.loop);
}

std::vector<Shape> infer_top_k(const Node& node, const NodeInputs& inputs) {
  Shape out = required(node, inputs, 0);
  const std::size_t axis = normal_axis(node, int_attribute(node, "axis", -1), out.size());
  const std::vector<std::int64_t> k = known_integers(node, inputs, 1);
  if (k.size() != 1 || k[0] < 0 || k[0] > out[axis])
    mismatch(node, "k = " + shape_text(k) + " of " + std::to_string(out[axis]) + " elements");
  out[axis] = k[0];
  return {out, out};
}

DType top_k_type(const Node& node, const InputTypes& inputs, std::size_t output) {
  return output == 0 ? type_of_first(node, inputs, output) : DType::i64;
}

void compute_top_k(const Computation& run) {
  const Tensor& x = run.in(0);
  // The positions may be left out by the node.
  Tensor positions = run.outputs.size() > 1 ? run.outputs[1] : Tensor(run.outputs[0].shape(), DType::i64);
  array::top_k(x, normal_axis(run.node, int_attribute(run.node, "axis", -1), x.shape().size()),
               int_attribute(run.node, "largest", 1) != 0, run.outputs[0], positions, run.loop);
}

/// Along an axis that is chosen from or reduced everything is read.
Footprint top_k_footprint(const Node&, const NodeInputs&, const Shape&, int) { return {.bounded = false}; }

constexpr OpRule reduction(const char* name) {
  return {name, infer_reduce, where_kept, one_per_input, 1, type_of_first, compute_reduce};
}

constexpr std::array kRows{
    reduction("ReduceSum"),
    reduction("ReduceMean"),
    reduction("ReduceProd"),
    reduction("ReduceMax"),
    reduction("ReduceMin"),
    reduction("ReduceL1"),
    reduction("ReduceL2"),
    reduction("ReduceLogSum"),
    reduction("ReduceLogSumExp"),
    reduction("ReduceSumSquare"),
    OpRule{"ArgMax", infer_arg, where_kept, no_multiply_adds, 1, always_i64, compute_arg},
    OpRule{"ArgMin", infer_arg, where_kept, no_multiply_adds, 1, always_i64, compute_arg},
    OpRule{"CumSum", infer_cumulative, cumulative_footprint, no_multiply_adds, 1, type_of_first,
           compute_cumulative},
    OpRule{"TopK", infer_top_k, top_k_footprint, no_multiply_adds, 1, top_k_type, compute_top_k},
};

}  // namespace

constinit const std::span<const OpRule> reduction_rows = kRows;

}  // namespace perpixel::rules
