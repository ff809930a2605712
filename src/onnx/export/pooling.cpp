// MaxPool and AveragePool. Window, stride and padding mean the same in ONNX; what differs is how positions
// are counted and what a ceil-mode window may stand on.
#include <algorithm>

#include "graph/op/window.h"
#include "onnx/export/op_writers.h"

namespace perpixel::onnx {

namespace {

/// In ceil mode ONNX rounds the number of windows up; PyTorch and we take back a last one that would begin
/// behind the map, which runtimes do or do not do. This much end padding leaves nothing to take back.
std::int64_t most_plain_end(const Window& window, int axis) {
  return window.reach(axis) - window.stride[static_cast<std::size_t>(axis)];
}

bool counts_alike(const Window& window) {
  return !window.ceil_mode ||
         (window.pad_end[0] <= most_plain_end(window, 0) && window.pad_end[1] <= most_plain_end(window, 1));
}

/// The same windows without ceil mode: those that begin on the map or before it are those that fit when the
/// end is padded by reach - 1, of which none is the greatest.
Attributes max_pool_attributes(const Node& node, const Window& window) {
  if (counts_alike(window)) return attributes_of(node);
  Node plain = node;
  std::vector<std::int64_t> pads{window.pad_begin[0], window.pad_begin[1], window.pad_end[0],
                                 window.pad_end[1]};
  for (const int axis : {0, 1}) {
    const auto a = static_cast<std::size_t>(axis);
    pads[2 + a] = std::min(window.reach(axis) - 1, window.pad_end[a] + window.stride[a] - 1);
  }
  plain.attributes["pads"] = pads;
  plain.attributes["ceil_mode"] = std::int64_t{0};
  return attributes_of(plain);
}

bool overlaps(const Window& window) {
  return window.reach(0) > window.stride[0] || window.reach(1) > window.stride[1];
}

/// Opset 17's AveragePool has no dilations.
Attributes without_dilations(const Node& node, const Window& window) {
  if (window.dilation != std::array<std::int64_t, 2>{1, 1})
    refuse(node, "a dilated average has no operator in opset 17", "export the network before surgery");
  Attributes attributes = attributes_of(node);
  std::erase_if(attributes, [](const AttributeMessage& one) { return one.name == "dilations"; });
  return attributes;
}

}  // namespace

void write::average_pool(const Node& node, GraphWriter& writer) {
  const Window window = window_of(node);
  if (!counts_alike(window))
    refuse(node, "ceil_mode with this window and padding: runtimes count its last window differently",
           "pool with ceil_mode = 0 or with less padding");
  writer.add_own(node, "AveragePool", writer.inputs_of(node), without_dilations(node, window));
}

void write::max_pool(const Node& node, GraphWriter& writer) {
  const Window window = window_of(node);
  if (node.outputs.size() == 1)
    return writer.add_own(node, "MaxPool", writer.inputs_of(node), max_pool_attributes(node, window));
  if (overlaps(window))
    refuse(node,
           "positions of overlapping windows: ONNX leaves open which of two equal positions is unpooled",
           "pool with a stride of the window's size");
  // ONNX counts positions through the whole [N, C, H, W]; ours begin anew in each plane, which the remainder
  // by H W gives whatever the batch.
  const std::string x = writer.name(node.inputs[0]);
  const std::string through_all = writer.fresh(node, "positions_through_all");
  writer.push({"MaxPool",
               node.name,
               "",
               {x},
               {writer.name(node.outputs[0]), through_all},
               max_pool_attributes(node, window)});
  const std::string planes = writer.add(node, "planes", "Reshape", {x, writer.integers({0, 0, -1})});
  const std::string& positions = writer.name(node.outputs[1]);
  writer.push({"Mod", positions, "", {through_all, writer.shape_part(planes, 2, 3)}, {positions}, {}});
}

}  // namespace perpixel::onnx
