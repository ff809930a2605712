// The same elements under another shape or in another order of axes.
#include <algorithm>
#include <array>

#include "array/number.h"
#include "array/strided.h"
#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

using Ints = std::vector<std::int64_t>;

/// 0 keeps the input's size (unless allowzero), one -1 is what is left over.
std::vector<Shape> infer_reshape(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  Shape out = known_integers(node, inputs, 1);
  const bool zero_is_size = int_attribute(node, "allowzero", 0) != 0;
  std::optional<std::size_t> open;
  const std::int64_t rest = element_count(x);
  std::int64_t fixed = 1;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == 0 && !zero_is_size) {
      if (i >= x.size()) mismatch(node, shape_text(x) + " has no axis " + std::to_string(i) + " to keep");
      out[i] = x[i];
    }
    if (out[i] == -1) {
      if (open) mismatch(node, "two sizes are open");
      open = i;
    } else {
      fixed = element_count({fixed, out[i]});
    }
  }
  if (open) out[*open] = fixed == 0 ? 0 : rest / fixed;
  if (element_count(out) != rest) mismatch(node, shape_text(x) + " does not fill " + shape_text(out));
  return {out};
}

/// Maps of one size whose leading axes are only counted otherwise.
Footprint reshape_footprint(const Node&, const NodeInputs& inputs, const Shape& output, int) {
  const Shape& x = *inputs[0];
  return {.bounded = x.size() == 4 && output.size() == 4 && x[2] == output[2] && x[3] == output[3]};
}

std::vector<Shape> infer_flatten(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const std::int64_t axis = int_attribute(node, "axis", 1), rank = static_cast<std::int64_t>(x.size());
  if (axis < -rank || axis > rank) mismatch(node, "axis " + std::to_string(axis) + " of " + shape_text(x));
  const auto cut = x.begin() + (axis < 0 ? axis + rank : axis);
  return {{element_count({x.begin(), cut}), element_count({cut, x.end()})}};
}

std::vector<Shape> infer_squeeze(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const auto axes = axes_of(node, inputs, 1);
  std::vector<bool> gone(x.size());
  if (axes)
    for (const std::int64_t axis : *axes) gone[normal_axis(node, axis, x.size())] = true;
  Shape out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!axes) gone[i] = x[i] == 1;
    if (gone[i] && x[i] != 1)
      mismatch(node, "axis " + std::to_string(i) + " of " + shape_text(x) + " is no 1");
    if (!gone[i]) out.push_back(x[i]);
  }
  return {out};
}

std::vector<Shape> infer_unsqueeze(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Ints axes = axes_of(node, inputs, 1).value_or(Ints{});
  const std::size_t rank = x.size() + axes.size();
  std::vector<bool> added(rank);
  for (const std::int64_t axis : axes) {
    const std::size_t a = normal_axis(node, axis, rank);
    if (added[a]) mismatch(node, "axis " + std::to_string(axis) + " is added twice");
    added[a] = true;
  }
  Shape out;
  for (std::size_t i = 0, from = 0; i < rank; ++i) out.push_back(added[i] ? 1 : x[from++]);
  return {out};
}

/// Axis i of the result is axis order[i] of the input; without "perm" they are reversed.
std::vector<std::size_t> order_of(const Node& node, std::size_t rank) {
  Ints perm(rank);
  for (std::size_t i = 0; i < rank; ++i) perm[i] = static_cast<std::int64_t>(rank - 1 - i);
  perm = ints_attribute(node, "perm", perm);
  std::vector<bool> seen(rank);
  std::vector<std::size_t> order;
  for (const std::int64_t axis : perm) {
    if (axis < 0 || axis >= static_cast<std::int64_t>(rank) || seen[static_cast<std::size_t>(axis)])
      mismatch(node, "perm = " + shape_text(perm) + " of an input with " + std::to_string(rank) + " axes");
    seen[static_cast<std::size_t>(axis)] = true;
    order.push_back(static_cast<std::size_t>(axis));
  }
  if (order.size() != rank)
    mismatch(node, "perm = " + shape_text(perm) + " of an input with " + std::to_string(rank) + " axes");
  return order;
}

std::vector<Shape> infer_transpose(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  Shape out;
  for (const std::size_t axis : order_of(node, x.size())) out.push_back(x[axis]);
  return {out};
}

Footprint transpose_footprint(const Node& node, const NodeInputs& inputs, const Shape&, int axis) {
  const std::vector<std::size_t> order = order_of(node, inputs[0]->size());
  const auto a = static_cast<std::size_t>(axis);
  return {.bounded = order.size() == 4 && order[a] == a};
}

void compute_transpose(const Computation& run) {
  const Shape steps = array::dense_steps(run.in(0).shape());
  array::View view;
  for (const std::size_t axis : order_of(run.node, steps.size())) view.steps.push_back(steps[axis]);
  array::copy(run.outputs[0].shape(), run.in(0), view, run.outputs[0], run.loop);
}

std::int64_t blocksize_of(const Node& node) {
  const std::int64_t r = int_attribute(node, "blocksize", 0);
  if (r < 1 || r > 1024) invalid(node, "blocksize must be in [1, 1024]");
  return r;
}

bool columns_first(const Node& node) {
  const std::string mode = text_attribute(node, "mode", "DCR");
  if (mode != "DCR" && mode != "CRD") invalid(node, "mode must be DCR or CRD");
  return mode == "CRD";
}

/// [N, C r r, H, W] -> [N, C, H r, W r].
std::vector<Shape> infer_depth_to_space(const Node& node, const NodeInputs& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const std::int64_t r = blocksize_of(node);
  columns_first(node);
  if (x[1] % (r * r) != 0)
    mismatch(node, std::to_string(x[1]) + " channels are no multiple of " + std::to_string(r * r));
  return {{x[0], x[1] / (r * r), x[2] * r, x[3] * r}};
}

/// Position o comes from floor(o / r).
Footprint depth_to_space_footprint(const Node& node, const NodeInputs&, const Shape&, int) {
  const auto r = static_cast<double>(int_attribute(node, "blocksize", 1));
  return {.step = 1 / r, .first = 1 / r - 1, .last = 0};
}

/// out[n, c, y r + a, x r + b] = in[n, c r r + a r + b, y, x] (CRD) or in[n, (a r + b) C + c, y, x] (DCR).
void compute_depth_to_space(const Computation& run) {
  const Shape& x = run.in(0).shape();
  const Shape& y = run.outputs[0].shape();
  const std::int64_t r = blocksize_of(run.node), plane = x[2] * x[3];
  const std::int64_t block = columns_first(run.node) ? plane : y[1] * plane;
  const std::int64_t channel = columns_first(run.node) ? r * r * plane : plane;
  array::copy({y[0], y[1], x[2], r, x[3], r}, run.in(0),
              {0, {x[1] * plane, channel, x[3], r * block, 1, block}}, run.outputs[0], run.loop);
}

/// [N, C, H, W] -> [N, C r r, H / r, W / r].
std::vector<Shape> infer_space_to_depth(const Node& node, const NodeInputs& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const std::int64_t r = blocksize_of(node);
  if (x[2] % r != 0 || x[3] % r != 0)
    mismatch(node, shape_text(x) + " is no multiple of blocks of " + std::to_string(r));
  return {{x[0], x[1] * r * r, x[2] / r, x[3] / r}};
}

Footprint space_to_depth_footprint(const Node& node, const NodeInputs&, const Shape&, int) {
  const auto r = static_cast<double>(int_attribute(node, "blocksize", 1));
  return {.step = r, .first = 0, .last = r - 1};
}

/// out[n, (a r + b) C + c, y, x] = in[n, c, y r + a, x r + b].
void compute_space_to_depth(const Computation& run) {
  const Shape& x = run.in(0).shape();
  const std::int64_t r = blocksize_of(run.node), plane = x[2] * x[3];
  array::copy({x[0], r, r, x[1], x[2] / r, x[3] / r}, run.in(0),
              {0, {x[1] * plane, x[3], 1, plane, r * x[3], r}}, run.outputs[0], run.loop);
}

constexpr OpRule same_bytes(const char* name, std::vector<Shape> (*infer)(const Node&, const NodeInputs&),
                            Footprint (*footprint)(const Node&, const NodeInputs&, const Shape&, int)) {
  return {name, infer, footprint, no_multiply_adds, 1, type_of_first, compute_same_bytes};
}

constexpr std::array kRows{
    same_bytes("Identity", infer_same, pointwise),
    same_bytes("Reshape", infer_reshape, reshape_footprint),
    same_bytes("Flatten", infer_flatten, everything),
    same_bytes("Squeeze", infer_squeeze, everything),
    same_bytes("Unsqueeze", infer_unsqueeze, everything),
    OpRule{"Transpose", infer_transpose, transpose_footprint, no_multiply_adds, 1, type_of_first,
           compute_transpose},
    OpRule{"DepthToSpace", infer_depth_to_space, depth_to_space_footprint, no_multiply_adds, 1, type_of_first,
           compute_depth_to_space},
    OpRule{"SpaceToDepth", infer_space_to_depth, space_to_depth_footprint, no_multiply_adds, 1, type_of_first,
           compute_space_to_depth},
};

}  // namespace

constinit const std::span<const OpRule> layout_rows = kRows;

}  // namespace perpixel::rules
