#include "onnx/export/op_writers.h"

namespace perpixel::onnx {

/// Opset 17 has none: each group becomes one channel of an InstanceNormalization, then every channel gets its
/// own scale and shift.
void write::group_normalization(const Node& node, GraphWriter& writer) {
  const std::int64_t groups = int_attribute(node, "num_groups", 1);
  const std::string x = writer.name(node.inputs[0]);
  const std::string in_groups = writer.add(node, "groups", "Reshape", {x, writer.integers({0, groups, -1})});
  const std::string normal = writer.add(node, "normalised", "InstanceNormalization",
                                        {in_groups, writer.tensor(node, "ones", Tensor::filled({groups}, 1)),
                                         writer.tensor(node, "zeros", Tensor::filled({groups}, 0))},
                                        {attribute("epsilon", float_attribute(node, "epsilon", 1e-5f))});
  const std::string back =
      writer.add(node, "channels", "Reshape", {normal, writer.add(node, "shape", "Shape", {x})});
  const auto per_channel = [&](std::size_t input, const char* part) {
    return writer.add(node, part, "Unsqueeze", {writer.name(node.inputs[input]), writer.integers({1, 2})});
  };
  const std::string scaled = writer.add(node, "scaled", "Mul", {back, per_channel(1, "weight_planes")});
  writer.add_own(node, "Add", {scaled, per_channel(2, "bias_planes")});
}

}  // namespace perpixel::onnx
