// CropLike and PadLike: ends and pads are computed from the sizes of both tensors.
#include "onnx/export/op_writers.h"

namespace perpixel::onnx {

void write::crop_like(const Node& node, GraphWriter& writer) {
  const std::int64_t offset = int_attribute(node, "offset", 0);
  const std::string starts = writer.integers({offset, offset});
  std::string ends = writer.height_and_width(writer.name(node.inputs[1]));
  if (offset != 0) ends = writer.add(node, "ends", "Add", {ends, starts});
  writer.add_own(node, "Slice", {writer.name(node.inputs[0]), starts, ends, writer.integers({2, 3})});
}

/// Half of the difference before, rounded down, and the rest behind.
void write::pad_like(const Node& node, GraphWriter& writer) {
  const std::string x = writer.name(node.inputs[0]);
  const std::string difference =
      writer.add(node, "difference", "Sub",
                 {writer.height_and_width(writer.name(node.inputs[1])), writer.height_and_width(x)});
  const std::string before = writer.add(node, "before", "Div", {difference, writer.integers({2})});
  const std::string behind = writer.add(node, "behind", "Sub", {difference, before});
  const std::string none = writer.integers({0, 0});  // of batch and channels
  const std::string pads =
      writer.add(node, "pads", "Concat", {none, before, none, behind}, {attribute("axis", std::int64_t{0})});
  writer.add_own(node, "Pad", {x, pads});
}

}  // namespace perpixel::onnx
