// Resize (fixed factor), ResizeLike and CropLike (sizes that follow another value: never baked numbers).
#include <cmath>
#include <numeric>

#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

/// attribute "scales": {y, x}; out = floor(in * scale), as ONNX.
std::vector<Shape> infer_resize(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const auto found = node.attributes.find("scales");
  const auto* scales = found == node.attributes.end() ? nullptr : std::get_if<std::vector<float>>(&found->second);
  if (!scales || scales->size() != 2 || !((*scales)[0] > 0) || !((*scales)[1] > 0) || (*scales)[0] > 1024 || (*scales)[1] > 1024)
    throw Error(ErrorCode::graph_invalid, "node \"" + node.name + "\" (Resize): scales must be two numbers in (0, 1024]");
  const auto scaled = [](std::int64_t size, float scale) {
    return static_cast<std::int64_t>(std::floor(static_cast<double>(size) * static_cast<double>(scale)));
  };
  const Shape out{x[0], x[1], scaled(x[2], (*scales)[0]), scaled(x[3], (*scales)[1])};
  if (out[2] < 1 || out[3] < 1) mismatch(node, "the scale leaves nothing of input " + shape_text(x));
  return {out};
}

std::vector<Shape> infer_like(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& like = feature_map(node, inputs, 1);
  return {{x[0], x[1], like[2], like[3]}};
}

std::vector<Shape> infer_crop_like(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& like = feature_map(node, inputs, 1);
  const std::int64_t offset = int_attribute(node, "offset", 0);
  if (offset < 0 || x[2] < like[2] + offset || x[3] < like[3] + offset)
    mismatch(node, "no window of " + shape_text(like) + " at offset " + std::to_string(offset) + " in " + shape_text(x));
  return {{x[0], x[1], like[2], like[3]}};
}

/// 1 / q for in / out = p / q in lowest terms: the finest step of the source positions.
double finest_step(const InputShapes& inputs, const Shape& output, std::size_t axis) {
  const std::int64_t in = (*inputs[0])[axis];
  return static_cast<double>(std::gcd(in, output[axis])) / static_cast<double>(output[axis]);
}

/// Bilinear reads the two neighbours of the source coordinate; nearest one of them.
Footprint resize_footprint(const Node& node, const InputShapes& inputs, const Shape& output, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  const auto in = static_cast<double>((*inputs[0])[a]);
  const auto out = static_cast<double>(output[a]);
  if (int_attribute(node, "align_corners", 0) != 0) {
    const double step = out > 1 ? (in - 1) / (out - 1) : 0;
    return {.step = step, .first = 0, .last = in == out ? 0.0 : 1.0};
  }
  const double step = in / out;
  if (text_attribute(node, "mode", "nearest") == "nearest")  // floor(i * in / out): falls short by less than 1
    return {.step = step, .first = finest_step(inputs, output, a) - 1, .last = 0};
  const double centre = (step - 1) / 2;
  return {.step = step, .first = in == out ? 0.0 : centre - 1, .last = in == out ? 0.0 : centre + 1};
}

Footprint crop_footprint(const Node& node, const InputShapes&, const Shape&, int) {
  const auto offset = static_cast<double>(int_attribute(node, "offset", 0));
  return {.step = 1, .first = offset, .last = offset};
}

std::int64_t four_per_element(const Node&, const InputShapes&, const Shape& output) { return 4 * element_count(output); }

}  // namespace

const OpRule resize{"Resize", infer_resize, resize_footprint, four_per_element, 1};
const OpRule resize_like{"ResizeLike", infer_like, resize_footprint, four_per_element, 1};
const OpRule crop_like{"CropLike", infer_crop_like, crop_footprint, no_multiply_adds, 1};

}  // namespace perpixel::rules
