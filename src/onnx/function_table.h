// The functions that a model brings along, by the nodes that call them.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "onnx/message.h"

namespace perpixel::onnx {

/// `function "domain::name"`.
std::string function_text(const FunctionMessage& function);

/// Refers to the functions, which must outlive it.
class FunctionTable {
 public:
  /// Throws graph_invalid when two functions have one domain, name and overload.
  explicit FunctionTable(const std::vector<FunctionMessage>& functions);

  /// The function that a node calls; nullptr for an operation of another kind. A function goes before an
  /// operator of ONNX with its name.
  const FunctionMessage* called_by(const NodeMessage& node) const;

 private:
  std::map<std::tuple<std::string, std::string, std::string>, const FunctionMessage*> functions_;
};

}  // namespace perpixel::onnx
