// Softmax over rows, and activations that operator set 17 has no name for.
#include <cmath>
#include <numbers>

#include "onnx/rule/rules.h"

namespace perpixel::onnx::rule {

/// Before 13 the axes from `axis` on were one: rows of a matrix. The same where `axis` is the last.
void softmax_of_rows(NodeMessage& node, Rewriting& graph) {
  const std::int64_t axis = integer_of(node, "axis", 1);
  const int rank = graph.rank_of(input_of(node, 0));
  if (axis == -1 || (rank > 0 && axis == rank - 1)) return set_attribute(node, integer_attribute("axis", -1));
  if (node.outputs.size() != 1) Rewriting::refuse(node, "must have one output");
  const std::string& name = node.outputs[0];
  const std::string shape = graph.add_node("Shape", name + ".shape", {input_of(node, 0)});
  const std::string rows =
      graph.add_node("Flatten", name + ".rows", {input_of(node, 0)}, {integer_attribute("axis", axis)});
  const std::string done =
      graph.add_node(node.op, name + ".of_rows", {rows}, {integer_attribute("axis", -1)});
  node.op = "Reshape";
  node.inputs = {done, shape};
  node.attributes.clear();
}

/// x / 2 (1 + erf(x / sqrt 2)), or by tanh: x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).
void spell_gelu(NodeMessage& node, Rewriting& graph) {
  if (node.outputs.size() != 1) Rewriting::refuse(node, "must have one output");
  const std::string x = input_of(node, 0), &name = node.outputs[0];
  const auto times = [&](const std::string& a, const std::string& b, const char* what) {
    return graph.add_node("Mul", name + what, {a, b});
  };
  std::string bent;
  if (text_of(node, "approximate", "none") == "none") {
    const float root = 1 / std::numbers::sqrt2_v<float>;
    bent = graph.add_node("Erf", name + ".erf", {times(x, graph.add_real(name + ".root", root), ".scaled")});
  } else {
    const std::string cube = times(times(x, x, ".square"), x, ".cube");
    const std::string part = times(cube, graph.add_real(name + ".part", 0.044715f), ".bend");
    const std::string sum = graph.add_node("Add", name + ".sum", {x, part});
    const float root = std::sqrt(2 / std::numbers::pi_v<float>);
    bent =
        graph.add_node("Tanh", name + ".tanh", {times(sum, graph.add_real(name + ".root", root), ".scaled")});
  }
  const std::string gate = graph.add_node("Add", name + ".gate", {bent, graph.add_real(name + ".one", 1)});
  const std::string half = times(x, graph.add_real(name + ".half", 0.5f), ".halved");
  node = {.op = "Mul", .name = node.name, .inputs = {half, gate}, .outputs = node.outputs};
}

/// x tanh(log(1 + e^x)).
void spell_mish(NodeMessage& node, Rewriting& graph) {
  if (node.outputs.size() != 1) Rewriting::refuse(node, "must have one output");
  const std::string& name = node.outputs[0];
  const std::string plus = graph.add_node("Softplus", name + ".softplus", {input_of(node, 0)});
  const std::string gate = graph.add_node("Tanh", name + ".tanh", {plus});
  node.op = "Mul";
  node.inputs = {input_of(node, 0), gate};
}

/// x sigmoid(alpha x).
void spell_swish(NodeMessage& node, Rewriting& graph) {
  if (node.outputs.size() != 1) Rewriting::refuse(node, "must have one output");
  const std::string x = input_of(node, 0), &name = node.outputs[0];
  const float alpha = real_of(node, "alpha", 1);
  const std::string scaled =
      alpha == 1 ? x : graph.add_node("Mul", name + ".scaled", {x, graph.add_real(name + ".alpha", alpha)});
  const std::string gate = graph.add_node("Sigmoid", name + ".sigmoid", {scaled});
  node = {.op = "Mul", .name = node.name, .inputs = {x, gate}, .outputs = node.outputs};
}

}  // namespace perpixel::onnx::rule
