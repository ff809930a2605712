#include "onnx/export/graph_writer.h"

#include <cstdlib>

#include "error/error.h"

namespace perpixel::onnx {

AttributeMessage attribute(const std::string& name, const Attribute& value) {
  using Kind = AttributeMessage::Kind;
  AttributeMessage message{.name = name};
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    message.kind = Kind::integer;
    message.integer = *integer;
  } else if (const auto* real = std::get_if<float>(&value)) {
    message.kind = Kind::real;
    message.real = *real;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    message.kind = Kind::text;
    message.text = *text;
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) {
    message.kind = Kind::integers;
    message.integers = *integers;
  } else {
    message.kind = Kind::reals;
    message.reals = std::get<std::vector<float>>(value);
  }
  return message;
}

Attributes attributes_of(const Node& node) {
  Attributes attributes;
  for (const auto& [name, value] : node.attributes) attributes.push_back(attribute(name, value));
  return attributes;
}

void refuse(const Node& node, const std::string& what, const std::string& instead) {
  throw Error(ErrorCode::unsupported, "node \"" + node.name + "\" (" + node.op + "): " + what, instead);
}

GraphWriter::GraphWriter(const Graph& graph, const std::vector<SizedGraph>& sizes)
    : graph_(graph), sizes_(sizes), names_(graph.values.size()) {
  message_.name = graph.name;
  for (const GraphInput& input : graph.inputs) reserve(input.value, input.name);
  for (const ValueInfo& value : graph.values)
    if (value.parameter >= 0)
      reserve(static_cast<int>(&value - graph.values.data()),
              graph.parameters[static_cast<std::size_t>(value.parameter)].name);
  for (const GraphOutput& output : graph.outputs) {
    if (output.train_only) continue;
    outputs_.insert(output.name);
    const bool is_free = names_[static_cast<std::size_t>(output.value)].empty();
    if (is_free)
      reserve(output.value, output.name);
    else if (!used_.insert(output.name).second && name(output.value) != output.name)
      throw Error(ErrorCode::graph_invalid, "output \"" + output.name + "\": another value has this name");
  }
  for (std::size_t value = 0; value < names_.size(); ++value)
    if (names_[value].empty()) names_[value] = unique(graph.values[value].name);
}

void GraphWriter::reserve(int value, const std::string& wanted) {
  if (!used_.insert(wanted).second)
    throw Error(ErrorCode::graph_invalid, "graph \"" + graph_.name +
                                              "\": two of its inputs, outputs and parameters are called \"" +
                                              wanted + "\"");
  names_[static_cast<std::size_t>(value)] = wanted;
}

std::string GraphWriter::unique(const std::string& wanted) {
  std::string name = wanted.empty() ? "value" : wanted;
  for (int number = 1; !used_.insert(name).second; ++number)
    name = (wanted.empty() ? "value" : wanted) + "_" + std::to_string(number);
  return name;
}

const std::string& GraphWriter::name(int value) const {
  static const std::string kAbsent;
  return value < 0 ? kAbsent : names_[static_cast<std::size_t>(value)];
}

Names GraphWriter::inputs_of(const Node& node) const {
  Names names;
  for (const int input : node.inputs) names.push_back(name(input));
  return names;
}

std::string GraphWriter::fresh(const Node& node, std::string_view part) {
  return unique(node.name + "." + std::string(part));
}

void GraphWriter::add_own(const Node& node, const std::string& op, Names inputs, Attributes attributes) {
  Names outputs;
  for (const int output : node.outputs) outputs.push_back(name(output));
  push({op, node.name, "", std::move(inputs), std::move(outputs), std::move(attributes)});
}

std::string GraphWriter::add(const Node& node, std::string_view part, const std::string& op, Names inputs,
                             Attributes attributes) {
  std::string output = fresh(node, part);
  push({op, output, "", std::move(inputs), {output}, std::move(attributes)});
  return output;
}

void GraphWriter::alias(int value, int same) {
  if (!outputs_.contains(name(value))) {
    names_[static_cast<std::size_t>(value)] = name(same);
    return;
  }
  push({"Identity", name(value), "", {name(same)}, {name(value)}, {}});
}

std::string GraphWriter::shared_constant(const std::string& wanted, Tensor elements) {
  const auto [made, is_new] = made_.try_emplace(wanted);
  if (is_new) {
    made->second = unique(wanted);
    message_.initializers.push_back({.name = made->second, .tensor = std::move(elements)});
  }
  return made->second;
}

std::string GraphWriter::integers(const std::vector<std::int64_t>& list) {
  std::string wanted = "integers";
  for (const std::int64_t number : list)
    wanted += (number < 0 ? "_minus" : "_") + std::to_string(std::abs(number));
  return shared_constant(wanted, Tensor::from_ints({static_cast<std::int64_t>(list.size())}, list));
}

std::string GraphWriter::number(std::int64_t value) {
  return shared_constant("number_" + std::to_string(value), Tensor::from_ints({}, {value}));
}

std::string GraphWriter::tensor(const Node& node, std::string_view part, Tensor elements) {
  std::string name = fresh(node, part);
  message_.initializers.push_back({.name = name, .tensor = std::move(elements)});
  return name;
}

std::string GraphWriter::shape_part(const std::string& value, std::int64_t first, std::int64_t last) {
  const std::string wanted = value + ".shape_" + std::to_string(first) + "_" + std::to_string(last);
  const auto [made, is_new] = made_.try_emplace(wanted);
  if (is_new) {
    made->second = unique(wanted);
    push({"Shape",
          made->second,
          "",
          {value},
          {made->second},
          {attribute("end", last), attribute("start", first)}});
  }
  return made->second;
}

}  // namespace perpixel::onnx
