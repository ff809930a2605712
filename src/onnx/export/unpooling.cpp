// UnpoolLike as a scatter into zeros. ONNX's own MaxUnpool fails in ONNX Runtime where ceil-mode pooling met
// an odd side.
#include "onnx/export/op_writers.h"

namespace perpixel::onnx {

/// Plane by plane [N, C, H W], because positions begin anew in each.
void write::unpool_like(const Node& node, GraphWriter& writer) {
  const std::string x = writer.name(node.inputs[0]);
  const std::string positions = writer.name(node.inputs[1]);
  const std::string like = writer.name(node.inputs[2]);
  const std::string one_row = writer.integers({0, 0, -1});
  const std::string like_rows = writer.add(node, "like_planes", "Reshape", {like, one_row});
  const std::string size = writer.add(node, "planes_shape", "Concat",
                                      {writer.batch_and_channels(x), writer.shape_part(like_rows, 2, 3)},
                                      {attribute("axis", std::int64_t{0})});
  const std::string zeros = writer.add(node, "zeros", "ConstantOfShape", {size});  // of f32, by default
  const std::string placed =
      writer.add(node, "placed", "ScatterElements",
                 {zeros, writer.add(node, "position_planes", "Reshape", {positions, one_row}),
                  writer.add(node, "x_planes", "Reshape", {x, one_row})},
                 {attribute("axis", std::int64_t{2})});
  const std::string shape =
      writer.add(node, "shape", "Concat", {writer.batch_and_channels(x), writer.height_and_width(like)},
                 {attribute("axis", std::int64_t{0})});
  writer.add_own(node, "Reshape", {placed, shape});
}

}  // namespace perpixel::onnx
