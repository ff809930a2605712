// Resize (fixed factor), DepthToSpace, ResizeLike, CropLike and PadLike (sizes that follow another value:
// never baked numbers).
#include <cmath>
#include <numeric>

#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

/// attribute "scales": {y, x}; out = floor(in * scale), as ONNX.
std::vector<Shape> infer_resize(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const auto found = node.attributes.find("scales");
  const auto* scales =
      found == node.attributes.end() ? nullptr : std::get_if<std::vector<float>>(&found->second);
  if (!scales || scales->size() != 2 || !((*scales)[0] > 0) || !((*scales)[1] > 0) || (*scales)[0] > 1024 ||
      (*scales)[1] > 1024)
    throw Error(ErrorCode::graph_invalid,
                "node \"" + node.name + "\" (Resize): scales must be two numbers in (0, 1024]");
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
    mismatch(node, "no window of " + shape_text(like) + " at offset " + std::to_string(offset) + " in " +
                       shape_text(x));
  return {{x[0], x[1], like[2], like[3]}};
}

std::vector<Shape> infer_pad_like(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& like = feature_map(node, inputs, 1);
  if (x[2] > like[2] || x[3] > like[3]) mismatch(node, shape_text(x) + " is larger than " + shape_text(like));
  return {{x[0], x[1], like[2], like[3]}};
}

/// [N, C r r, H, W] -> [N, C, H r, W r].
std::vector<Shape> infer_depth_to_space(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const std::int64_t r = int_attribute(node, "blocksize", 0);
  if (r < 1 || r > 1024 || text_attribute(node, "mode", "DCR") != "CRD")
    throw Error(ErrorCode::graph_invalid,
                "node \"" + node.name + "\" (DepthToSpace): blocksize in [1, 1024] and mode CRD");
  if (x[1] % (r * r) != 0)
    mismatch(node, std::to_string(x[1]) + " channels are no multiple of " + std::to_string(r * r));
  return {{x[0], x[1] / (r * r), x[2] * r, x[3] * r}};
}

/// Position o comes from floor(o / r).
Footprint depth_to_space_footprint(const Node& node, const InputShapes&, const Shape&, int) {
  const auto r = static_cast<double>(int_attribute(node, "blocksize", 1));
  return {.step = 1 / r, .first = 1 / r - 1, .last = 0};
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

SourceGrid source_grid(const Node& node, std::int64_t in, std::int64_t out) {
  if (text_attribute(node, "mode", "nearest") == "nearest")
    return source_grid(in, 0, out);  // i * in / out, rounded down
  if (int_attribute(node, "align_corners", 0) != 0)
    return out > 1 ? source_grid(in - 1, 0, out - 1) : SourceGrid{0, 0, 1};
  return source_grid(2 * in, in - out, 2 * out);  // (i + 0.5) * in / out - 0.5
}

Footprint resize_footprint(const Node& node, const InputShapes& inputs, const Shape& output, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  const SourceGrid grid = source_grid(node, (*inputs[0])[a], output[a]);
  const double off = 1 - grid.grain;
  const bool nearest = text_attribute(node, "mode", "nearest") == "nearest";
  return {.step = grid.step, .first = grid.origin - off, .last = grid.origin + (nearest ? 0 : off)};
}

Footprint crop_footprint(const Node& node, const InputShapes&, const Shape&, int) {
  const auto offset = static_cast<double>(int_attribute(node, "offset", 0));
  return {.step = 1, .first = offset, .last = offset};
}

Footprint pad_footprint(const Node&, const InputShapes& inputs, const Shape& output, int axis) {
  const auto a = static_cast<std::size_t>(axis);
  const auto before = static_cast<double>((output[a] - (*inputs[0])[a]) / 2);
  return {.step = 1, .first = -before, .last = -before};
}

std::int64_t four_per_element(const Node&, const InputShapes&, const Shape& output) {
  return 4 * element_count(output);
}

}  // namespace

const OpRule resize{"Resize", infer_resize, resize_footprint, four_per_element, 1};
const OpRule resize_like{"ResizeLike", infer_like, resize_footprint, four_per_element, 1};
const OpRule crop_like{"CropLike", infer_crop_like, crop_footprint, no_multiply_adds, 1};
const OpRule depth_to_space{"DepthToSpace", infer_depth_to_space, depth_to_space_footprint, no_multiply_adds,
                            1};
const OpRule pad_like{"PadLike", infer_pad_like, pad_footprint, no_multiply_adds, 1};

}  // namespace perpixel::rules
