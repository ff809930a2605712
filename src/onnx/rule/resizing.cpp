// Upsample, Resize and their sampling grids.
#include <algorithm>

#include "onnx/rule/rules.h"

namespace perpixel::onnx::rule {

namespace {

/// An input that is an empty constant stands for an absent one.
void drop_empty(NodeMessage& node, Rewriting& graph, std::size_t index) {
  const Tensor* tensor = graph.constant(input_of(node, index));
  if (tensor && tensor->count() == 0) node.inputs[index].clear();
}

/// Before operator set 11, shrinking by nearest took the position above, enlarging the one below.
std::string nearest_before_11(const NodeMessage& node, const Tensor* scales) {
  if (!scales || scales->dtype() != DType::f32) return "floor";
  constexpr std::int64_t kMostAxes = 64;
  if (scales->count() > kMostAxes)
    Rewriting::refuse(node, "has " + std::to_string(scales->count()) + " scales");
  const auto values = scales->floats();
  const bool shrinks = std::ranges::any_of(values, [](float s) { return s < 1; });
  const bool enlarges = std::ranges::any_of(values, [](float s) { return s > 1; });
  if (shrinks && enlarges)
    Rewriting::refuse(node, "enlarges one axis and shrinks another", "export with operator set 11 or newer");
  return shrinks ? "ceil" : "floor";
}

}  // namespace

/// Both know one grid: output o lies on input o / scale.
void resize_from_corner(NodeMessage& node, Rewriting& graph) {
  const std::string scales = input_of(node, 1);
  if (scales.empty()) Rewriting::refuse(node, "has no scales");
  set_attribute(node, text_attribute("nearest_mode", nearest_before_11(node, graph.constant(scales))));
  set_attribute(node, text_attribute("coordinate_transformation_mode", "asymmetric"));
  node.op = "Resize";
  node.inputs = {input_of(node, 0), "", scales};
}

void resize_inputs(NodeMessage& node, Rewriting& graph) {
  if (text_of(node, "coordinate_transformation_mode", "half_pixel") != "tf_crop_and_resize" &&
      node.inputs.size() > 1)
    node.inputs[1].clear();
  drop_empty(node, graph, 2);
  drop_empty(node, graph, 3);
  trim_inputs(node);
}

void resize_axes(NodeMessage& node, Rewriting& graph) {
  if (integer_of(node, "antialias", 0) != 0)
    Rewriting::refuse(node, "resizes with antialias", "export with antialias=False");
  erase_attribute(node, "antialias");
  if (text_of(node, "keep_aspect_ratio_policy", "stretch") != "stretch")
    Rewriting::refuse(node, "keeps an aspect ratio", "export with sizes or scales for both axes");
  erase_attribute(node, "keep_aspect_ratio_policy");
  if (!find_attribute(node, "axes")) return;
  const auto axes = integers_of(node, "axes", {});
  const int rank = graph.rank_of(input_of(node, 0));
  const Tensor* scales = graph.constant(input_of(node, 2));
  if (rank < 0 || !scales || scales->dtype() != DType::f32 ||
      scales->count() != static_cast<std::int64_t>(axes.size()))
    Rewriting::refuse(node, "names axes without a fixed scale for each", "export with operator set 17");
  Tensor all = Tensor::filled({rank}, 1);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t axis = axes[i] + (axes[i] < 0 ? rank : 0);
    if (axis < 0 || axis >= rank) Rewriting::refuse(node, "has no axis " + std::to_string(axes[i]));
    all.floats()[static_cast<std::size_t>(axis)] = scales->floats()[i];
  }
  node.inputs[2] = graph.add_constant(node.outputs[0] + ".scales", std::move(all));
  erase_attribute(node, "axes");
}

void rename_grid_mode(NodeMessage& node, Rewriting&) {
  const std::string mode = text_of(node, "mode", "linear");
  if (mode == "linear") set_attribute(node, text_attribute("mode", "bilinear"));
  if (mode == "cubic") set_attribute(node, text_attribute("mode", "bicubic"));
}

void region_corner(NodeMessage& node, Rewriting&) {
  set_attribute(node, text_attribute("coordinate_transformation_mode", "output_half_pixel"));
}

}  // namespace perpixel::onnx::rule
