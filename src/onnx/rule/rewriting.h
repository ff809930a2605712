// What a rule may do to a graph: change its node, add nodes and constants, look constants and ranks up.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "onnx/fresh_names.h"
#include "onnx/node_message.h"

namespace perpixel::onnx {

/// Real numbers of any width as f32, in which perpixel computes; others as they are.
DType as_computed(DType type);
Tensor as_computed(const Tensor& tensor);

/// One graph while it is being rewritten. Nodes need no order: it is found afterwards.
class Rewriting {
 public:
  explicit Rewriting(GraphMessage& graph);

  /// The initializer of that name; nullptr for computed values and inputs.
  const Tensor* constant(const std::string& name) const;
  /// The integers of a constant input of any integer type, one or two for each axis; nothing when it is
  /// absent or computed.
  std::optional<std::vector<std::int64_t>> constant_integers(const NodeMessage& node,
                                                             std::size_t index) const;
  /// Of a value whose shape the file states, or -1.
  int rank_of(const std::string& name) const;

  /// Of a constant, or of a value whose type the file states (real numbers of any width: f32).
  std::optional<DType> type_of(const std::string& name) const;

  /// A value name that nothing has yet.
  std::string new_name(const std::string& wish) { return names_.fresh(wish); }
  /// A new initializer; gives its name.
  std::string add_constant(const std::string& wish, Tensor tensor);
  std::string add_integers(const std::string& wish, std::vector<std::int64_t> values);
  std::string add_real(const std::string& wish, float value);
  /// A new node with one output, whose name is given back.
  std::string add_node(const std::string& op, const std::string& wish, std::vector<std::string> inputs,
                       std::vector<AttributeMessage> attributes = {});

  /// Constant nodes are initializers from now on.
  void adopt_constants();
  /// Moves the added nodes and initializers to the graph.
  void finish();

  /// Throws unsupported naming the node.
  [[noreturn]] static void refuse(const NodeMessage& node, const std::string& what,
                                  const std::string& hint = {});

 private:
  void remember(const std::string& name, const Tensor& tensor);

  GraphMessage& graph_;
  std::map<std::string, Tensor> constants_;
  std::map<std::string, int> ranks_;
  std::map<std::string, DType> types_;
  FreshNames names_;
  std::vector<NodeMessage> added_nodes_;
  std::vector<TensorMessage> added_tensors_;
};

}  // namespace perpixel::onnx
