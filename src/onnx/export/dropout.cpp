#include "onnx/export/op_writers.h"

namespace perpixel::onnx {

/// Deployed, it does nothing. A numbered draw drops in deployment too, the same elements for the same number:
/// ONNX's Dropout has no such number.
void write::dropout(const Node& node, GraphWriter& writer) {
  if (node.inputs.size() > 1)
    refuse(node,
           "drops activations in deployment too, by the number of the draw, which no ONNX operator does",
           "perpixel's own engine runs it (predict, and the library); segnet and segnet_basic are the same "
           "networks without draws");
  writer.alias(node.outputs[0], node.inputs[0]);
}

}  // namespace perpixel::onnx
