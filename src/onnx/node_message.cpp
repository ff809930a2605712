#include "onnx/node_message.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel::onnx {

namespace {

using Kind = AttributeMessage::Kind;

const AttributeMessage* of_kind(const NodeMessage& node, const std::string& name, Kind kind,
                                const char* what) {
  const AttributeMessage* attribute = find_attribute(node, name);
  if (attribute && attribute->kind != kind)
    throw Error(ErrorCode::graph_invalid,
                node_text(node) + ": attribute " + shortened(name) + " must be " + what);
  return attribute;
}

}  // namespace

std::string node_text(const NodeMessage& node) {
  const std::string& name = node.name.empty() && !node.outputs.empty() ? node.outputs[0] : node.name;
  return "node \"" + shortened(name) + "\" (" + shortened(node.op) + ")";
}

const AttributeMessage* find_attribute(const NodeMessage& node, const std::string& name) {
  const auto found = std::ranges::find(node.attributes, name, &AttributeMessage::name);
  return found == node.attributes.end() ? nullptr : &*found;
}

void erase_attribute(NodeMessage& node, const std::string& name) {
  std::erase_if(node.attributes, [&](const AttributeMessage& a) { return a.name == name; });
}

std::int64_t integer_of(const NodeMessage& node, const std::string& name, std::int64_t fallback) {
  const auto* attribute = of_kind(node, name, Kind::integer, "an integer");
  return attribute ? attribute->integer : fallback;
}

float real_of(const NodeMessage& node, const std::string& name, float fallback) {
  const auto* attribute = of_kind(node, name, Kind::real, "a number");
  return attribute ? attribute->real : fallback;
}

std::string text_of(const NodeMessage& node, const std::string& name, const std::string& fallback) {
  const auto* attribute = of_kind(node, name, Kind::text, "a text");
  return attribute ? attribute->text : fallback;
}

std::vector<std::int64_t> integers_of(const NodeMessage& node, const std::string& name,
                                      std::vector<std::int64_t> fallback) {
  const auto* attribute = of_kind(node, name, Kind::integers, "a list of integers");
  return attribute ? attribute->integers : std::move(fallback);
}

AttributeMessage integer_attribute(const std::string& name, std::int64_t value) {
  return {.name = name, .kind = Kind::integer, .integer = value};
}
AttributeMessage real_attribute(const std::string& name, float value) {
  return {.name = name, .kind = Kind::real, .real = value};
}
AttributeMessage text_attribute(const std::string& name, const std::string& value) {
  return {.name = name, .kind = Kind::text, .text = value};
}
AttributeMessage integers_attribute(const std::string& name, std::vector<std::int64_t> values) {
  return {.name = name, .kind = Kind::integers, .integers = std::move(values)};
}

void set_attribute(NodeMessage& node, AttributeMessage attribute) {
  erase_attribute(node, attribute.name);
  node.attributes.push_back(std::move(attribute));
}

const std::string& input_of(const NodeMessage& node, std::size_t index) {
  static const std::string absent;
  return index < node.inputs.size() ? node.inputs[index] : absent;
}

void set_input(NodeMessage& node, std::size_t index, std::string name) {
  if (node.inputs.size() <= index) node.inputs.resize(index + 1);
  node.inputs[index] = std::move(name);
}

void trim_inputs(NodeMessage& node) {
  while (!node.inputs.empty() && node.inputs.back().empty()) node.inputs.pop_back();
}

}  // namespace perpixel::onnx
