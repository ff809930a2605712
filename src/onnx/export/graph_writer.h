// The ONNX graph while it is written: names of values, nodes, constants.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"
#include "onnx/export/sized_graph.h"
#include "onnx/message.h"

namespace perpixel::onnx {

AttributeMessage attribute(const std::string& name, const Attribute& value);
/// All of the node's, by name.
std::vector<AttributeMessage> attributes_of(const Node& node);

using Names = std::vector<std::string>;
using Attributes = std::vector<AttributeMessage>;

/// Value names of the file: inputs, outputs and parameters keep theirs; any other value that is called like
/// one of them (a layer "score" before the output "score") gets a number.
class GraphWriter {
 public:
  /// Throws graph_invalid when an input, an output or a parameter are called the same.
  GraphWriter(const Graph& graph, const std::vector<SizedGraph>& sizes);

  /// "" for -1, an absent input.
  const std::string& name(int value) const;
  Names inputs_of(const Node& node) const;

  /// A name for a further value on the way: "<node>.<part>".
  std::string fresh(const Node& node, std::string_view part);
  void push(NodeMessage message) { message_.nodes.push_back(std::move(message)); }
  /// The node itself: its name, its outputs.
  void add_own(const Node& node, const std::string& op, Names inputs, Attributes attributes = {});
  /// A further node on the way with one output; both have the `fresh` name, which is returned.
  std::string add(const Node& node, std::string_view part, const std::string& op, Names inputs,
                  Attributes attributes = {});
  /// `value` is nothing but `same` under another number.
  void alias(int value, int same);

  /// Constants i64 [n], and of one element without axes. Equal ones are one initializer.
  std::string integers(const std::vector<std::int64_t>& list);
  std::string number(std::int64_t value);
  std::string tensor(const Node& node, std::string_view part, Tensor elements);

  /// Axes [first, last) of the value's shape, as i64 [last - first]; computed once for all who ask.
  std::string shape_part(const std::string& value, std::int64_t first, std::int64_t last);
  std::string batch_and_channels(const std::string& value) { return shape_part(value, 0, 2); }
  std::string height_and_width(const std::string& value) { return shape_part(value, 2, 4); }

  const Graph& graph() const { return graph_; }
  const std::vector<SizedGraph>& sizes() const { return sizes_; }
  /// The finished graph, without inputs, outputs and parameters.
  GraphMessage take() { return std::move(message_); }

 private:
  std::string unique(const std::string& wanted);
  std::string shared_constant(const std::string& wanted, Tensor elements);
  void reserve(int value, const std::string& wanted);

  const Graph& graph_;
  const std::vector<SizedGraph>& sizes_;
  GraphMessage message_;
  std::vector<std::string> names_;           // by value; "" = not named yet
  std::set<std::string> used_;               // of values
  std::set<std::string> outputs_;            // names that an output has
  std::map<std::string, std::string> made_;  // what was made once: description -> value
};

/// Throws unsupported: `what` ONNX cannot say, `instead` what to use.
[[noreturn]] void refuse(const Node& node, const std::string& what, const std::string& instead);

}  // namespace perpixel::onnx
