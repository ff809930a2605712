// Resize and ResizeLike. Where a sample lies follows from the two sizes alone, as in PyTorch, so the file
// gives Resize the size, not the factor (but for whole factors, where both mean the same).
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "error/error.h"
#include "onnx/export/op_writers.h"

namespace perpixel::onnx {

namespace {

bool is_nearest(const Node& node) { return text_attribute(node, "mode", "nearest") == "nearest"; }

Attributes resize_attributes(const Node& node) {
  const auto text = [](const char* name, const char* value) { return attribute(name, std::string(value)); };
  if (is_nearest(node))
    return {text("coordinate_transformation_mode", "asymmetric"), text("mode", "nearest"),
            text("nearest_mode", "floor")};
  const bool corners = int_attribute(node, "align_corners", 0) != 0;
  return {text("coordinate_transformation_mode", corners ? "align_corners" : "half_pixel"),
          text("mode", "linear")};
}

/// The source of element i is floor(i * (in / out)) here and in PyTorch, floor(i / (out / in)) in ONNX
/// Runtime, both in f32: not always the same number. It is where nothing or every second one is repeated
/// (tests/onnx/export/resizing_test.cpp counts).
bool rounds_alike(std::int64_t in, std::int64_t out) { return in == out || in == (out + 1) / 2; }

bool rounds_alike(const Node& node, const GraphWriter& writer) {
  const auto x = static_cast<std::size_t>(node.inputs[0]), y = static_cast<std::size_t>(node.outputs[0]);
  return std::ranges::all_of(writer.sizes(), [&](const SizedGraph& sized) {
    return rounds_alike(sized.values[x][2], sized.values[y][2]) &&
           rounds_alike(sized.values[x][3], sized.values[y][3]);
  });
}

/// One axis of nearest resizing: picks sources[i] = min(floor(i * (in / out)), in - 1), computed in f32 as
/// both our engines compute it. `in` and `out`: i64 [1].
std::string pick_nearest(const Node& node, const std::string& x, const std::string& in,
                         const std::string& out, std::int64_t axis, GraphWriter& writer) {
  const std::string part = axis == 2 ? "rows" : "columns";
  const auto add = [&](const char* what, const char* op, Names inputs, Attributes attributes = {}) {
    return writer.add(node, part + what, op, std::move(inputs), std::move(attributes));
  };
  const Attributes to_real{attribute("to", std::int64_t{1})}, to_integer{attribute("to", std::int64_t{7})};
  const std::string step =
      add("_step", "Div", {add("_in", "Cast", {in}, to_real), add("_out", "Cast", {out}, to_real)});
  const std::string count = add("_count", "Squeeze", {out});
  const std::string numbers = add("_numbers", "Range", {writer.number(0), count, writer.number(1)});
  const std::string places = add("_places", "Mul", {add("_real", "Cast", {numbers}, to_real), step});
  const std::string floors = add("_floor", "Cast", {add("_down", "Floor", {places})}, to_integer);
  const std::string last = add("_last", "Sub", {in, writer.integers({1})});
  return add("", "Gather", {x, add("_from", "Min", {floors, last})}, {attribute("axis", axis)});
}

void write_nearest(const Node& node, const std::string& height, const std::string& width,
                   GraphWriter& writer) {
  const std::string x = writer.name(node.inputs[0]);
  const std::string rows = pick_nearest(node, x, writer.shape_part(x, 2, 3), height, 2, writer);
  const std::string columns = pick_nearest(node, rows, writer.shape_part(x, 3, 4), width, 3, writer);
  writer.add_own(node, "Identity", {columns});
}

void write_to_size(const Node& node, const std::string& height_and_width, GraphWriter& writer) {
  const std::string x = writer.name(node.inputs[0]);
  const std::string sizes =
      writer.add(node, "sizes", "Concat", {writer.batch_and_channels(x), height_and_width},
                 {attribute("axis", std::int64_t{0})});
  writer.add_own(node, "Resize", {x, "", "", sizes}, resize_attributes(node));
}

/// A factor as a fraction numerator / 2^shift, which every f32 is.
struct Fraction {
  std::int64_t numerator;
  int shift;
};

Fraction fraction_of(const Node& node, float factor) {
  int exponent = 0;
  auto numerator = static_cast<std::int64_t>(std::ldexp(std::frexp(factor, &exponent), 24));
  int shift = 24 - exponent;
  for (; shift > 0 && numerator % 2 == 0; --shift) numerator /= 2;
  if (shift < 0 || shift > 40)
    refuse(node, "a factor of " + std::to_string(factor), "resize by a factor between 1e-4 and 1024");
  return {numerator, shift};
}

/// floor(size * factor) in whole numbers: exact, where f32 would not be.
std::string scaled_size(const Node& node, const std::string& size, float factor, const char* part,
                        GraphWriter& writer) {
  const Fraction fraction = fraction_of(node, factor);
  const std::string product =
      writer.add(node, std::string(part) + "_times", "Mul", {size, writer.integers({fraction.numerator})});
  if (fraction.shift == 0) return product;
  return writer.add(node, part, "Div", {product, writer.integers({std::int64_t{1} << fraction.shift})});
}

const std::vector<float>& scales_of(const Node& node) {
  return std::get<std::vector<float>>(node.attributes.at("scales"));
}

/// Whole factors up to this one place every sample alike, whoever computes.
constexpr float kMostWholeFactor = 16;

bool are_whole(const std::vector<float>& scales) {
  return std::ranges::all_of(scales, [](float s) { return s == std::floor(s) && s <= kMostWholeFactor; });
}

}  // namespace

void write::resize_like(const Node& node, GraphWriter& writer) {
  const std::string like = writer.name(node.inputs[1]);
  if (is_nearest(node) && !rounds_alike(node, writer))
    return write_nearest(node, writer.shape_part(like, 2, 3), writer.shape_part(like, 3, 4), writer);
  write_to_size(node, writer.height_and_width(like), writer);
}

void write::resize(const Node& node, GraphWriter& writer) {
  if (!node.attributes.contains("scales")) return as_it_stands(node, writer);  // of a file: all are inputs
  const std::string x = writer.name(node.inputs[0]);
  const std::vector<float>& scales = scales_of(node);
  if (are_whole(scales)) {
    const std::string factors =
        writer.tensor(node, "scales", Tensor::from({4}, {1, 1, scales[0], scales[1]}));
    return writer.add_own(node, "Resize", {x, "", factors}, resize_attributes(node));
  }
  const std::string height = scaled_size(node, writer.shape_part(x, 2, 3), scales[0], "height", writer);
  const std::string width = scaled_size(node, writer.shape_part(x, 3, 4), scales[1], "width", writer);
  if (is_nearest(node)) return write_nearest(node, height, width, writer);
  write_to_size(node,
                writer.add(node, "size", "Concat", {height, width}, {attribute("axis", std::int64_t{0})}),
                writer);
}

}  // namespace perpixel::onnx
