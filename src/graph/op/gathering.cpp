// Reading from and writing to positions that another input holds.
#include "array/gather.h"

#include <algorithm>
#include <array>

#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

std::size_t axis_of(const Node& node, std::size_t rank) {
  return normal_axis(node, int_attribute(node, "axis", 0), rank);
}

std::vector<Shape> infer_gather(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Shape& indices = required(node, inputs, 1);
  const std::size_t axis = axis_of(node, x.size());
  Shape out(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(axis));
  out.insert(out.end(), indices.begin(), indices.end());
  out.insert(out.end(), x.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.end());
  return {out};
}

/// Channels or pictures are chosen: positions stay.
Footprint gather_footprint(const Node& node, const NodeInputs& inputs, const Shape& output, int) {
  return {.bounded = inputs[0]->size() == 4 && output.size() == 4 && axis_of(node, 4) < 2};
}

void compute_gather(const Computation& run) {
  array::gather(run.in(0), run.in(1), axis_of(run.node, run.in(0).shape().size()), run.outputs[0], run.loop);
}

/// Indices of the same rank, no longer than x off the axis.
void check_along(const Node& node, const Shape& x, const Shape& indices, std::size_t axis) {
  bool fits = indices.size() == x.size();
  for (std::size_t i = 0; fits && i < x.size(); ++i) fits = i == axis || indices[i] <= x[i];
  if (!fits) mismatch(node, "indices " + shape_text(indices) + " do not fit " + shape_text(x));
}

std::vector<Shape> infer_gather_elements(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Shape& indices = required(node, inputs, 1);
  check_along(node, x, indices, axis_of(node, x.size()));
  return {indices};
}

void compute_gather_elements(const Computation& run) {
  array::gather_elements(run.in(0), run.in(1), axis_of(run.node, run.in(0).shape().size()), run.outputs[0],
                         run.loop);
}

std::vector<Shape> infer_gather_nd(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Shape& indices = required(node, inputs, 1);
  const std::int64_t batch = int_attribute(node, "batch_dims", 0);
  if (x.empty() || indices.empty() || batch < 0 || batch >= static_cast<std::int64_t>(indices.size()))
    mismatch(node, "indices " + shape_text(indices) + " do not fit " + shape_text(x));
  const std::int64_t depth = indices.back(), reached = batch + depth;
  if (depth < 0 || reached > static_cast<std::int64_t>(x.size()) ||
      !std::equal(x.begin(), x.begin() + batch, indices.begin()))
    mismatch(node, "indices " + shape_text(indices) + " do not fit " + shape_text(x));
  Shape out(indices.begin(), indices.end() - 1);
  out.insert(out.end(), x.begin() + reached, x.end());
  return {out};
}

void compute_gather_nd(const Computation& run) {
  array::gather_nd(run.in(0), run.in(1), static_cast<std::size_t>(int_attribute(run.node, "batch_dims", 0)),
                   run.outputs[0], run.loop);
}

array::Scatter scatter_of(const Node& node) {
  const std::string kind = text_attribute(node, "reduction", "none");
  if (kind == "none") return array::Scatter::replace;
  if (kind == "add") return array::Scatter::add;
  if (kind == "mul") return array::Scatter::multiply;
  if (kind == "max") return array::Scatter::maximum;
  if (kind == "min") return array::Scatter::minimum;
  invalid(node, "reduction = " + kind + " must be none, add, mul, max or min");
}

DType type_of_scatter(const Node& node, const InputTypes& inputs, std::size_t) {
  if (inputs.size() < 3) invalid(node, "takes data, indices and updates");
  if (inputs[0] != inputs[2])
    invalid(node, std::string("writes ") + dtype_name(inputs[2]) + " into " + dtype_name(inputs[0]));
  return inputs[0];
}

std::vector<Shape> infer_scatter_elements(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Shape& indices = required(node, inputs, 1);
  scatter_of(node);
  check_along(node, x, indices, axis_of(node, x.size()));
  if (required(node, inputs, 2) != indices)
    mismatch(node, "updates " + shape_text(*inputs[2]) + " for indices " + shape_text(indices));
  return {x};
}

void compute_scatter_elements(const Computation& run) {
  array::scatter_elements(run.in(0), run.in(1), run.in(2), axis_of(run.node, run.in(0).shape().size()),
                          scatter_of(run.node), run.outputs[0], run.loop);
}

std::vector<Shape> infer_scatter_nd(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Shape& indices = required(node, inputs, 1);
  scatter_of(node);
  if (indices.empty() || indices.back() > static_cast<std::int64_t>(x.size()))
    mismatch(node, "indices " + shape_text(indices) + " do not fit " + shape_text(x));
  Shape wanted(indices.begin(), indices.end() - 1);
  wanted.insert(wanted.end(), x.begin() + indices.back(), x.end());
  if (required(node, inputs, 2) != wanted)
    mismatch(node, "updates " + shape_text(*inputs[2]) + " must be " + shape_text(wanted));
  return {x};
}

void compute_scatter_nd(const Computation& run) {
  array::scatter_nd(run.in(0), run.in(1), run.in(2), scatter_of(run.node), run.outputs[0], run.loop);
}

constexpr std::array kRows{
    OpRule{"Gather", infer_gather, gather_footprint, no_multiply_adds, 1, type_of_first, compute_gather},
    OpRule{"GatherElements", infer_gather_elements, everything, no_multiply_adds, 1, type_of_first,
           compute_gather_elements},
    OpRule{"GatherND", infer_gather_nd, everything, no_multiply_adds, 1, type_of_first, compute_gather_nd},
    OpRule{"ScatterElements", infer_scatter_elements, everything, no_multiply_adds, -1, type_of_scatter,
           compute_scatter_elements},
    OpRule{"ScatterND", infer_scatter_nd, everything, no_multiply_adds, -1, type_of_scatter,
           compute_scatter_nd},
};

}  // namespace

constinit const std::span<const OpRule> gathering_rows = kRows;

}  // namespace perpixel::rules
