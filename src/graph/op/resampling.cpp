// Resize (a factor, or ONNX's scales and sizes), ResizeLike, CropLike and PadLike (sizes that follow another
// value: never baked numbers).
#include <algorithm>
#include <cmath>
#include <numeric>

#include "graph/op/resize_rule.h"
#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

std::int64_t scaled(const Node& node, std::int64_t size, float scale) {
  constexpr double kMost = 0x1p40;
  const double out = std::floor(static_cast<double>(size) * static_cast<double>(scale));
  if (!(out >= 0 && out < kMost)) mismatch(node, "absurd scale " + std::to_string(scale));
  return static_cast<std::int64_t>(out);
}

/// attribute "scales": {y, x}; out = floor(in * scale), as ONNX.
std::vector<Shape> infer_own_resize(const Node& node, const NodeInputs& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const auto* scales = std::get_if<std::vector<float>>(&node.attributes.at("scales"));
  if (!scales || scales->size() != 2 || !((*scales)[0] > 0) || !((*scales)[1] > 0) || (*scales)[0] > 1024 ||
      (*scales)[1] > 1024)
    invalid(node, "scales must be two numbers in (0, 1024]");
  const Shape out{x[0], x[1], scaled(node, x[2], (*scales)[0]), scaled(node, x[3], (*scales)[1])};
  if (out[2] < 1 || out[3] < 1) mismatch(node, "the scale leaves nothing of input " + shape_text(x));
  return {out};
}

/// The axes that scales or sizes speak of (opset 18 and later: some of them).
std::vector<std::size_t> resized_axes(const Node& node, std::size_t rank) {
  std::vector<std::size_t> axes(node.attributes.contains("axes") ? 0 : rank);
  std::iota(axes.begin(), axes.end(), std::size_t{0});
  for (const std::int64_t axis : ints_attribute(node, "axes", {}))
    axes.push_back(normal_axis(node, axis, rank));
  return axes;
}

bool states(const NodeInputs& inputs, std::size_t index) {
  return inputs.has(index) && element_count(*inputs[index]) > 0;
}

/// Sizes that keep the ratio of the input: the smallest (or largest) of the factors for all axes, sizes
/// rounded.
void keep_ratio(const Node& node, const Shape& x, const std::vector<std::size_t>& axes, Shape& out) {
  const std::string policy = text_attribute(node, "keep_aspect_ratio_policy", "stretch");
  if (policy == "stretch") return;
  if (policy != "not_larger" && policy != "not_smaller")
    invalid(node, "keep_aspect_ratio_policy = " + policy);
  std::vector<double> factors;
  for (const std::size_t axis : axes)
    factors.push_back(static_cast<double>(out[axis]) / static_cast<double>(x[axis]));
  if (factors.empty()) return;
  const double factor = policy == "not_larger" ? std::ranges::min(factors) : std::ranges::max(factors);
  for (const std::size_t axis : axes)
    out[axis] = static_cast<std::int64_t>(std::floor(factor * static_cast<double>(x[axis]) + 0.5));
}

/// ONNX's inputs: X, roi, scales, sizes, one of the last two.
std::vector<Shape> infer_onnx_resize(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const std::vector<std::size_t> axes = resized_axes(node, x.size());
  Shape out = x;
  if (states(inputs, 3)) {
    const std::vector<std::int64_t> sizes = known_integers(node, inputs, 3);
    if (sizes.size() != axes.size()) mismatch(node, "sizes " + shape_text(sizes) + " for " + shape_text(x));
    for (std::size_t i = 0; i < axes.size(); ++i) out[axes[i]] = sizes[i];
    if (std::ranges::none_of(x, [](std::int64_t size) { return size == 0; })) keep_ratio(node, x, axes, out);
  } else if (states(inputs, 2)) {
    const Tensor* scales = inputs.value(2);
    if (!scales)
      throw Error(ErrorCode::unsupported,
                  "node \"" + node.name + "\" (Resize): the scales must follow from sizes and constants");
    if (scales->dtype() != DType::f32 || scales->floats().size() != axes.size())
      mismatch(node, "scales " + shape_text(scales->shape()) + " for " + shape_text(x));
    for (std::size_t i = 0; i < axes.size(); ++i)
      out[axes[i]] = scaled(node, x[axes[i]], scales->floats()[i]);
  } else {
    invalid(node, "has neither scales nor sizes");
  }
  for (std::size_t i = 0; i < x.size(); ++i)
    if (out[i] < 1 || x[i] < 1) mismatch(node, "from " + shape_text(x) + " to " + shape_text(out));
  return {out};
}

std::vector<Shape> infer_resize(const Node& node, const NodeInputs& inputs) {
  resize_rule(node);
  return node.attributes.contains("scales") ? infer_own_resize(node, inputs)
                                            : infer_onnx_resize(node, inputs);
}

std::vector<Shape> infer_like(const Node& node, const NodeInputs& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& like = feature_map(node, inputs, 1);
  return {{x[0], x[1], like[2], like[3]}};
}

std::vector<Shape> infer_crop_like(const Node& node, const NodeInputs& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& like = feature_map(node, inputs, 1);
  const std::int64_t offset = int_attribute(node, "offset", 0);
  if (offset < 0 || x[2] < like[2] + offset || x[3] < like[3] + offset)
    mismatch(node, "no window of " + shape_text(like) + " at offset " + std::to_string(offset) + " in " +
                       shape_text(x));
  return {{x[0], x[1], like[2], like[3]}};
}

std::vector<Shape> infer_pad_like(const Node& node, const NodeInputs& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& like = feature_map(node, inputs, 1);
  if (x[2] > like[2] || x[3] > like[3]) mismatch(node, shape_text(x) + " is larger than " + shape_text(like));
  return {{x[0], x[1], like[2], like[3]}};
}

/// Source positions are origin + i * step. They lie on a grid of `grain`; a position off the pixel centres
/// reads the pixel before it, at most 1 - grain away, and (bilinear) the one after it.
struct SourceGrid {
  double step, origin, grain;
};

/// From numerators over one denominator.
SourceGrid source_grid(std::int64_t step, std::int64_t origin, std::int64_t denominator) {
  const auto over = [denominator](std::int64_t n) {
    return static_cast<double>(n) / static_cast<double>(denominator);
  };
  return {over(step), over(origin), over(std::gcd(std::gcd(step, origin), denominator))};
}

/// Where output positions fall, for a scale of out / in.
SourceGrid source_grid(const ResizeRule& rule, std::int64_t in, std::int64_t out) {
  switch (rule.coordinates) {
    case ResizeCoordinates::asymmetric:
      return source_grid(in, 0, out);  // i * in / out
    case ResizeCoordinates::align_corners:
      return out > 1 ? source_grid(in - 1, 0, out - 1) : SourceGrid{0, 0, 1};
    default:
      return source_grid(2 * in, in - out, 2 * out);  // (i + 0.5) * in / out - 0.5
  }
}

/// How far before and after its source an output reads, on a grid of `grain`.
struct Reach {
  double before, after;
};

Reach reach_of(const ResizeRule& rule, double grain) {
  const double off = 1 - grain;
  if (rule.interpolation == Interpolation::cubic) return {1 + off, 1 + off};
  if (rule.interpolation == Interpolation::linear) return {off, off};
  if (rule.nearest == NearestMode::floor) return {off, 0};
  if (rule.nearest == NearestMode::ceil) return {0, off};
  return {0.5, 0.5};
}

Footprint resize_footprint(const Node& node, const NodeInputs& inputs, const Shape& output, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  if (output.size() != 4) return {.bounded = false};
  const ResizeRule rule = resize_rule(node);
  const ResizeAxis along = resize_axes(node, *inputs[0], output, inputs.value(2))[a];
  const double ratio = static_cast<double>(along.out) / static_cast<double>(along.in);
  if (node.op == "Resize" && inputs.value(2) && std::abs(along.scale - ratio) > 1e-6 * ratio)
    return {.bounded = false};  // a scale that does not divide: the grid drifts over the picture
  const SourceGrid grid = source_grid(rule, along.in, along.out);
  const Reach reach = reach_of(rule, grid.grain);
  return {.step = grid.step, .first = grid.origin - reach.before, .last = grid.origin + reach.after};
}

Footprint crop_footprint(const Node& node, const NodeInputs&, const Shape&, int) {
  const auto offset = static_cast<double>(int_attribute(node, "offset", 0));
  return {.step = 1, .first = offset, .last = offset};
}

Footprint pad_footprint(const Node&, const NodeInputs& inputs, const Shape& output, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  const auto before = static_cast<double>((output[a] - (*inputs[0])[a]) / 2);
  return {.step = 1, .first = -before, .last = -before};
}

/// Sizes are integers.
DType resize_type(const Node& node, const InputTypes& inputs, std::size_t) {
  if (type_of_first(node, inputs, 0) != DType::f32)
    invalid(node, std::string("cannot read ") + dtype_name(inputs[0]) + " values");
  return DType::f32;
}

std::int64_t four_per_element(const Node&, const NodeInputs&, const Shape& output) {
  return 4 * element_count(output);
}

}  // namespace

const OpRule resize{"Resize", infer_resize, resize_footprint, four_per_element, 1, resize_type};
const OpRule resize_like{"ResizeLike", infer_like, resize_footprint, four_per_element, 1};
const OpRule crop_like{"CropLike", infer_crop_like, crop_footprint, no_multiply_adds, 1};
const OpRule pad_like{"PadLike", infer_pad_like, pad_footprint, no_multiply_adds, 1};

}  // namespace perpixel::rules
