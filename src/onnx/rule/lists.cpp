// Lists of numbers that moved between attributes and inputs.
#include <algorithm>

#include "onnx/rule/rules.h"

namespace perpixel::onnx::rule {

namespace {

std::string named(const NodeMessage& node, const char* what) {
  return (node.outputs.empty() ? node.name : node.outputs[0]) + "." + what;
}

/// Moves a list from an attribute to an input, if it is there.
void move_list(NodeMessage& node, Rewriting& graph, const char* attribute, std::size_t input) {
  if (!find_attribute(node, attribute)) return;
  set_input(node, input, graph.add_integers(named(node, attribute), integers_of(node, attribute, {})));
  erase_attribute(node, attribute);
}

void move_real(NodeMessage& node, Rewriting& graph, const char* attribute, std::size_t input) {
  if (!find_attribute(node, attribute)) return;
  set_input(node, input, graph.add_real(named(node, attribute), real_of(node, attribute, 0)));
  erase_attribute(node, attribute);
}

}  // namespace

void axes_to_input(NodeMessage& node, Rewriting& graph) { move_list(node, graph, "axes", 1); }

void axes_to_attribute(NodeMessage& node, Rewriting& graph) {
  const bool nothing_means_none = integer_of(node, "noop_with_empty_axes", 0) != 0;
  erase_attribute(node, "noop_with_empty_axes");
  std::vector<std::int64_t> axes;
  if (!input_of(node, 1).empty()) {
    const auto known = graph.constant_integers(node, 1);
    if (!known) Rewriting::refuse(node, "its axes are computed", "export with fixed axes");
    axes = *known;
  }
  node.inputs.resize(std::min<std::size_t>(node.inputs.size(), 1));
  if (!axes.empty()) return set_attribute(node, integers_attribute("axes", axes));
  if (!nothing_means_none) return;
  node.op = "Identity";
  node.attributes.clear();
}

void split_to_input(NodeMessage& node, Rewriting& graph) { move_list(node, graph, "split", 1); }

void drop_part_count(NodeMessage& node, Rewriting&) {
  const auto outputs = static_cast<std::int64_t>(node.outputs.size());
  if (integer_of(node, "num_outputs", outputs) != outputs)
    Rewriting::refuse(node, "num_outputs differs from its " + std::to_string(outputs) + " outputs");
  erase_attribute(node, "num_outputs");
}

void bounds_to_inputs(NodeMessage& node, Rewriting& graph) {
  move_real(node, graph, "min", 1);
  move_real(node, graph, "max", 2);
}

void pads_to_inputs(NodeMessage& node, Rewriting& graph) {
  move_list(node, graph, "pads", 1);
  move_real(node, graph, "value", 2);
}

/// pads [begins of axes, ends of axes] -> of all axes.
void spread_pad_axes(NodeMessage& node, Rewriting& graph) {
  if (input_of(node, 3).empty()) return trim_inputs(node);
  const auto axes = graph.constant_integers(node, 3), pads = graph.constant_integers(node, 1);
  const int rank = graph.rank_of(input_of(node, 0));
  if (!axes || !pads || rank < 0)
    Rewriting::refuse(node, "its axes are computed, or the number of axes of its input is not stated",
                      "export with operator set 17");
  if (pads->size() != 2 * axes->size()) Rewriting::refuse(node, "pads and axes differ in length");
  std::vector<std::int64_t> all(2 * static_cast<std::size_t>(rank), 0);
  for (std::size_t i = 0; i < axes->size(); ++i) {
    const std::int64_t axis = (*axes)[i] + ((*axes)[i] < 0 ? rank : 0);
    if (axis < 0 || axis >= rank) Rewriting::refuse(node, "has no axis " + std::to_string((*axes)[i]));
    all[static_cast<std::size_t>(axis)] = (*pads)[i];
    all[static_cast<std::size_t>(axis + rank)] = (*pads)[i + axes->size()];
  }
  set_input(node, 1, graph.add_integers(named(node, "pads"), std::move(all)));
  node.inputs.resize(3);
  trim_inputs(node);
}

void slice_to_inputs(NodeMessage& node, Rewriting& graph) {
  move_list(node, graph, "starts", 1);
  move_list(node, graph, "ends", 2);
  move_list(node, graph, "axes", 3);
}

void count_to_input(NodeMessage& node, Rewriting& graph) {
  if (!find_attribute(node, "k")) return;
  set_input(node, 1, graph.add_integers(named(node, "k"), {integer_of(node, "k", 1)}));
  erase_attribute(node, "k");
}

void rename_scatter(NodeMessage& node, Rewriting&) { node.op = "ScatterElements"; }

}  // namespace perpixel::onnx::rule
