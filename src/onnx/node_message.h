// Reading and changing the attributes of a NodeMessage.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "onnx/message.h"

namespace perpixel::onnx {

/// `node "conv1" (Conv)`, with the first output's name for a node without one of its own.
std::string node_text(const NodeMessage& node);

const AttributeMessage* find_attribute(const NodeMessage& node, const std::string& name);
void erase_attribute(NodeMessage& node, const std::string& name);

/// Absent attributes give the fallback; another kind throws graph_invalid naming the node.
std::int64_t integer_of(const NodeMessage& node, const std::string& name, std::int64_t fallback);
float real_of(const NodeMessage& node, const std::string& name, float fallback);
std::string text_of(const NodeMessage& node, const std::string& name, const std::string& fallback);
std::vector<std::int64_t> integers_of(const NodeMessage& node, const std::string& name,
                                      std::vector<std::int64_t> fallback);

AttributeMessage integer_attribute(const std::string& name, std::int64_t value);
AttributeMessage real_attribute(const std::string& name, float value);
AttributeMessage text_attribute(const std::string& name, const std::string& value);
AttributeMessage integers_attribute(const std::string& name, std::vector<std::int64_t> values);

/// Adds it, in place of one of the same name.
void set_attribute(NodeMessage& node, AttributeMessage attribute);

/// The name of an input, "" where it is absent.
const std::string& input_of(const NodeMessage& node, std::size_t index);
/// Sets an input, with absent ones before it where there were fewer.
void set_input(NodeMessage& node, std::size_t index, std::string name);
/// Ends the list of inputs before the trailing absent ones.
void trim_inputs(NodeMessage& node);

}  // namespace perpixel::onnx
