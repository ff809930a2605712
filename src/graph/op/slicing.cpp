// Parts of arrays, and arrays made of parts: Slice, Split, Concat, Pad, Tile, Expand.
#include <algorithm>
#include <array>

#include "array/broadcast.h"
#include "array/number.h"
#include "array/pad.h"
#include "array/strided.h"
#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

using Ints = std::vector<std::int64_t>;

/// One axis of a slice: positions start, start + step, ...; count of them.
struct Cut {
  std::int64_t start = 0, step = 1, count = 0;
};

/// ONNX's rule: negative ends count from the end, then they are clamped to the axis.
Cut cut_of(const Node& node, std::int64_t start, std::int64_t end, std::int64_t step, std::int64_t size) {
  if (step == 0) mismatch(node, "a step of 0");
  const auto from_end = [size](std::int64_t at) { return at < 0 ? at + size : at; };
  if (step > 0) {
    start = std::clamp<std::int64_t>(from_end(start), 0, size);
    end = std::clamp<std::int64_t>(from_end(end), 0, size);
    return {start, step, end > start ? (end - start - 1) / step + 1 : 0};
  }
  start = std::clamp<std::int64_t>(from_end(start), -1, size - 1);
  end = std::clamp<std::int64_t>(from_end(end), -1, size - 1);
  // The negative of the least integer does not exist; no axis is that long.
  const std::int64_t back = -std::max(step, -(std::int64_t{1} << 62));
  return {start, -back, start > end ? (start - end - 1) / back + 1 : 0};
}

struct SliceNumbers {
  Ints starts, ends;
  std::optional<Ints> axes, steps;
};

std::vector<Cut> cuts_of(const Node& node, const SliceNumbers& numbers, const Shape& x) {
  const auto& [starts, ends, axes, steps] = numbers;
  if (ends.size() != starts.size() || (axes && axes->size() != starts.size()) ||
      (steps && steps->size() != starts.size()))
    mismatch(node, "starts, ends, axes and steps differ in number");
  std::vector<Cut> cuts;
  for (const std::int64_t size : x) cuts.push_back({.count = size});
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t axis = normal_axis(node, axes ? (*axes)[i] : static_cast<std::int64_t>(i), x.size());
    cuts[axis] = cut_of(node, starts[i], ends[i], steps ? (*steps)[i] : 1, x[axis]);
  }
  return cuts;
}

std::vector<Cut> cuts_of(const Node& node, const NodeInputs& inputs) {
  SliceNumbers numbers{known_integers(node, inputs, 1), known_integers(node, inputs, 2), {}, {}};
  if (inputs.has(3)) numbers.axes = known_integers(node, inputs, 3);
  if (inputs.has(4)) numbers.steps = known_integers(node, inputs, 4);
  return cuts_of(node, numbers, required(node, inputs, 0));
}

std::vector<Shape> infer_slice(const Node& node, const NodeInputs& inputs) {
  Shape out;
  for (const Cut& cut : cuts_of(node, inputs)) out.push_back(cut.count);
  return {out};
}

Footprint slice_footprint(const Node& node, const NodeInputs& inputs, const Shape& output, int axis) {
  if (output.size() != 4) return {.bounded = false};
  const Cut cut = cuts_of(node, inputs)[static_cast<std::size_t>(axis)];
  if (cut.step < 0) return {.bounded = false};  // mirrored: no tile lies like the whole
  const auto start = static_cast<double>(cut.start);
  return {.step = static_cast<double>(cut.step), .first = start, .last = start};
}

void compute_slice(const Computation& run) {
  SliceNumbers numbers{array::integers(run.in(1)), array::integers(run.in(2)), {}, {}};
  if (run.has(3)) numbers.axes = array::integers(run.in(3));
  if (run.has(4)) numbers.steps = array::integers(run.in(4));
  const Shape steps = array::dense_steps(run.in(0).shape());
  const std::vector<Cut> cuts = cuts_of(run.node, numbers, run.in(0).shape());
  array::View view;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    view.offset += cuts[i].start * steps[i];
    view.steps.push_back(cuts[i].step * steps[i]);
  }
  array::copy(run.outputs[0].shape(), run.in(0), view, run.outputs[0], run.loop);
}

std::vector<Shape> infer_concat(const Node& node, const NodeInputs& inputs) {
  Shape out = required(node, inputs, 0);
  const std::size_t a = normal_axis(node, int_attribute(node, "axis", 1), out.size());
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    Shape other = required(node, inputs, i);
    if (other.size() != out.size()) mismatch(node, shape_text(out) + " and " + shape_text(other));
    const std::int64_t joined = out[a] + other[a];
    other[a] = out[a];
    if (other != out)
      mismatch(node,
               "inputs differ off the joined axis: " + shape_text(out) + " and " + shape_text(*inputs[i]));
    out[a] = joined;
  }
  return {out};
}

Footprint concat_footprint(const Node& node, const NodeInputs&, const Shape& output, int axis) {
  const std::size_t joined = normal_axis(node, int_attribute(node, "axis", 1), output.size());
  return {.bounded = output.size() == 4 && joined != static_cast<std::size_t>(axis)};
}

void compute_concat(const Computation& run) {
  Tensor& y = run.outputs[0];
  const std::size_t axis = normal_axis(run.node, int_attribute(run.node, "axis", 1), y.shape().size());
  array::View to{0, array::dense_steps(y.shape())};
  for (const Tensor* part : run.inputs) {
    array::copy(part->shape(), *part, {0, array::dense_steps(part->shape())}, y, to, run.loop);
    to.offset += part->shape()[axis] * to.steps[axis];
  }
}

/// Sizes from input 1 or the attribute "split", else equal ones (the last smaller when it does not divide).
std::vector<std::int64_t> split_sizes(const Node& node, std::optional<Ints> stated, std::int64_t size) {
  const auto parts = static_cast<std::int64_t>(node.outputs.size());
  if (!stated && node.attributes.contains("split")) stated = ints_attribute(node, "split", {});
  if (!stated) {
    const std::int64_t each = (size + parts - 1) / parts;
    stated.emplace();
    for (std::int64_t i = 0, left = size; i < parts; ++i, left -= stated->back())
      stated->push_back(std::min(each, left));
  }
  std::int64_t sum = 0;
  for (const std::int64_t part : *stated) sum += part < 0 || part > size ? size + 1 : part;
  if (static_cast<std::int64_t>(stated->size()) != parts || sum != size)
    mismatch(node, shape_text(*stated) + " does not split " + std::to_string(size) + " into " +
                       std::to_string(parts));
  return *stated;
}

std::vector<Shape> infer_split(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const std::size_t axis = normal_axis(node, int_attribute(node, "axis", 0), x.size());
  std::optional<Ints> stated;
  if (inputs.has(1)) stated = known_integers(node, inputs, 1);
  std::vector<Shape> outputs;
  for (const std::int64_t part : split_sizes(node, stated, x[axis])) {
    outputs.push_back(x);
    outputs.back()[axis] = part;
  }
  return outputs;
}

void compute_split(const Computation& run) {
  const Tensor& x = run.in(0);
  const std::size_t axis = normal_axis(run.node, int_attribute(run.node, "axis", 0), x.shape().size());
  array::View from{0, array::dense_steps(x.shape())};
  for (Tensor& part : run.outputs) {
    array::copy(part.shape(), x, from, part, run.loop);
    from.offset += part.shape()[axis] * from.steps[axis];
  }
}

array::Border border_of(const Node& node) {
  const std::string mode = text_attribute(node, "mode", "constant");
  if (mode == "constant") return array::Border::constant;
  if (mode == "reflect") return array::Border::reflect;
  if (mode == "edge") return array::Border::edge;
  if (mode == "wrap") return array::Border::wrap;
  invalid(node, "mode = " + mode + " must be constant, reflect, edge or wrap");
}

struct Pads {
  Ints before, after;  // by axis of the input
};

/// `pads`: all begins, then all ends; of the named axes only when there are axes.
Pads pads_of(const Node& node, const Ints& pads, const std::optional<Ints>& axes, std::size_t rank) {
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  const std::size_t count = axes ? axes->size() : rank;
  if (pads.size() != 2 * count)
    mismatch(node, "pads " + shape_text(pads) + " for " + std::to_string(count) + " axes");
  for (const std::int64_t pad : pads)
    if (pad < -kMost || pad > kMost) mismatch(node, "absurd pads " + shape_text(pads));
  Pads result{Ints(rank), Ints(rank)};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t axis = axes ? normal_axis(node, (*axes)[i], rank) : i;
    result.before[axis] = pads[i];
    result.after[axis] = pads[count + i];
  }
  return result;
}

Pads pads_of(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Ints pads = inputs.has(1) ? known_integers(node, inputs, 1) : ints_attribute(node, "pads", {});
  std::optional<Ints> axes;
  if (inputs.has(3)) axes = known_integers(node, inputs, 3);
  return pads_of(node, pads, axes, x.size());
}

std::vector<Shape> infer_pad(const Node& node, const NodeInputs& inputs) {
  Shape out = required(node, inputs, 0);
  border_of(node);
  const Pads pads = pads_of(node, inputs);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] += pads.before[i] + pads.after[i];
    if (out[i] < 0) mismatch(node, "the pads leave less than nothing of axis " + std::to_string(i));
  }
  return {out};
}

/// Mirrored and repeated borders read the inside again: no tile has the whole's border.
Footprint pad_footprint(const Node& node, const NodeInputs& inputs, const Shape& output, int axis) {
  const Pads pads = pads_of(node, inputs);
  const auto a = static_cast<std::size_t>(axis);
  if (output.size() != 4) return {.bounded = false};
  if (border_of(node) != array::Border::constant && (pads.before[a] != 0 || pads.after[a] != 0))
    return {.bounded = false};
  const auto before = static_cast<double>(pads.before[a]);
  return {.step = 1, .first = -before, .last = -before};
}

void compute_pad(const Computation& run) {
  const Tensor& x = run.in(0);
  const Ints numbers = run.has(1) ? array::integers(run.in(1)) : ints_attribute(run.node, "pads", {});
  std::optional<Ints> axes;
  if (run.has(3)) axes = array::integers(run.in(3));
  const Pads pads = pads_of(run.node, numbers, axes, x.shape().size());
  std::vector<Ints> positions;
  for (std::size_t i = 0; i < x.shape().size(); ++i)
    positions.push_back(
        array::padded_positions(x.shape()[i], pads.before[i], pads.after[i], border_of(run.node)));
  const bool stated = run.has(2) && run.in(2).count() == 1;
  Tensor value = stated ? run.in(2) : Tensor::zeros({}, x.dtype());
  if (!stated && x.dtype() == DType::f32) value = Tensor::from({}, {float_attribute(run.node, "value", 0)});
  if (value.dtype() != x.dtype())
    throw Error(ErrorCode::graph_invalid,
                std::string("pads ") + dtype_name(x.dtype()) + " with " + dtype_name(value.dtype()));
  array::pad(x, positions, value, run.outputs[0], run.loop);
}

std::vector<Shape> infer_tile(const Node& node, const NodeInputs& inputs) {
  Shape out = required(node, inputs, 0);
  const Ints repeats = known_integers(node, inputs, 1);
  if (repeats.size() != out.size())
    mismatch(node, "repeats " + shape_text(repeats) + " for " + shape_text(out));
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (repeats[i] < 0) mismatch(node, "repeats " + shape_text(repeats));
    out[i] = element_count({out[i], repeats[i]});
  }
  element_count(out);
  return {out};
}

void compute_tile(const Computation& run) {
  const Shape& x = run.in(0).shape();
  const Shape steps = array::dense_steps(x);
  Shape sizes;
  array::View view;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sizes.insert(sizes.end(), {x[i] == 0 ? 0 : run.outputs[0].shape()[i] / x[i], x[i]});
    view.steps.insert(view.steps.end(), {0, steps[i]});
  }
  array::copy(sizes, run.in(0), view, run.outputs[0], run.loop);
}

/// Both ways: the shape may have 1 where x has more.
std::vector<Shape> infer_expand(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Shape wanted = known_integers(node, inputs, 1);
  element_count(wanted);
  try {
    return {array::broadcast_shape(x, wanted)};
  } catch (const Error& error) {
    mismatch(node, error.what());
  }
}

void compute_expand(const Computation& run) {
  const Shape& x = run.in(0).shape();
  const Shape& y = run.outputs[0].shape();
  const Shape steps = array::dense_steps(x);
  array::View view{0, Shape(y.size(), 0)};
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] != 1) view.steps[y.size() - x.size() + i] = steps[i];
  array::copy(y, run.in(0), view, run.outputs[0], run.loop);
}

constexpr std::array kRows{
    OpRule{"Concat", infer_concat, concat_footprint, no_multiply_adds, -1, one_type, compute_concat},
    OpRule{"Split", infer_split, where_kept, no_multiply_adds, 1, type_of_first, compute_split},
    OpRule{"Slice", infer_slice, slice_footprint, no_multiply_adds, 1, type_of_first, compute_slice},
    OpRule{"Pad", infer_pad, pad_footprint, no_multiply_adds, 1, type_of_first, compute_pad},
    OpRule{"Tile", infer_tile, where_kept, no_multiply_adds, 1, type_of_first, compute_tile},
    OpRule{"Expand", infer_expand, where_kept, no_multiply_adds, 1, type_of_first, compute_expand},
};

}  // namespace

constinit const std::span<const OpRule> slicing_rows = kRows;

}  // namespace perpixel::rules
