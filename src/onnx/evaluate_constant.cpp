#include "onnx/evaluate_constant.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "error/error.h"
#include "graph/op_table.h"

namespace perpixel::onnx {

namespace {

constexpr std::int64_t kMostElements = 1 << 16;
constexpr std::size_t kMostRank = 64;

// What exporters write to work out sizes, and to turn a weight round.
constexpr std::array<std::string_view, 4> kReshaping{"Reshape", "Flatten", "Squeeze", "Unsqueeze"};
constexpr std::array<std::string_view, 24> kOthers{
    "Transpose", "Shape",       "Gather",  "Slice",          "Concat", "Expand", "Add",   "Sub",
    "Mul",       "Div",         "Equal",   "Where",          "Floor",  "Ceil",   "Range", "Cast",
    "Less",      "LessOrEqual", "Greater", "GreaterOrEqual", "Not",    "And",    "Or",    "Xor"};

constexpr std::array<std::string_view, 5> kCounting{"Add", "Sub", "Mul", "Div", "Cast"};

bool is_small(const Shape& shape) { return element_count(shape) <= kMostElements; }

/// Numbers that integer arithmetic and casts to integers may meet without leaving their type; what is larger
/// is no size.
bool is_in_reach(const Tensor* input) {
  constexpr std::int64_t kFar = std::int64_t{1} << 31;
  if (input && input->dtype() == DType::i64)
    return std::ranges::all_of(input->as<std::int64_t>(),
                               [](std::int64_t value) { return -kFar <= value && value <= kFar; });
  if (input && input->dtype() == DType::f32)
    return std::ranges::all_of(input->floats(),
                               [](float value) { return std::abs(value) <= static_cast<float>(kFar); });
  return true;
}

NodeInputs facts_of(const OpRule& rule, const std::vector<const Tensor*>& inputs) {
  NodeInputs facts;
  for (const Tensor* input : inputs) {
    facts.shapes.push_back(input ? &input->shape() : nullptr);
    facts.known.push_back(rule.reads_shapes_only ? nullptr : input);
  }
  return facts;
}

DType type_of(const OpRule& rule, const Node& node, const std::vector<const Tensor*>& inputs) {
  InputTypes types;
  for (const Tensor* input : inputs) types.push_back(input ? input->dtype() : DType::f32);
  return rule.type ? rule.type(node, types, 0) : DType::f32;
}

/// Throws what the rule throws.
std::optional<Tensor> evaluated(const OpRule& rule, const Node& node,
                                const std::vector<const Tensor*>& inputs) {
  const bool reshapes = std::ranges::count(kReshaping, node.op) > 0;
  const bool rearranges = reshapes || node.op == "Transpose";
  const auto fits = [&](const Tensor* input) { return !input || rearranges || is_small(input->shape()); };
  if (!rule.reads_shapes_only && !std::ranges::all_of(inputs, fits)) return {};
  const std::vector<Shape> shapes = rule.infer(node, facts_of(rule, inputs));
  if (shapes.size() != 1 || shapes[0].size() > kMostRank || (!rearranges && !is_small(shapes[0]))) return {};
  const DType type = type_of(rule, node, inputs);
  if (std::ranges::count(kCounting, node.op) > 0 && type == DType::i64 &&
      !std::ranges::all_of(inputs, is_in_reach))
    return {};
  if (reshapes) return inputs[0]->reshaped(shapes[0]);  // the elements of a weight are not copied
  std::vector<Tensor> outputs{Tensor(shapes[0], type)};
  compute_node(rule, {.node = node, .inputs = inputs, .outputs = outputs, .loop = array::at_once});
  return outputs[0];
}

}  // namespace

std::optional<Tensor> evaluate_constant(const Node& node, const std::vector<const Tensor*>& inputs) {
  if (inputs.empty() || !inputs[0] || node.outputs.size() != 1) return {};
  if (std::ranges::count(kReshaping, node.op) + std::ranges::count(kOthers, node.op) == 0) return {};
  try {
    return evaluated(op_rule(node), node, inputs);
  } catch (const Error&) {
    return {};  // the engine says what is wrong when it comes to it
  }
}

}  // namespace perpixel::onnx
