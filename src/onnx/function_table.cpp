#include "onnx/function_table.h"

#include "error/error.h"

namespace perpixel::onnx {

std::string function_text(const FunctionMessage& function) {
  return "function \"" + shortened(function.domain) + "::" + shortened(function.name) + "\"";
}

FunctionTable::FunctionTable(const std::vector<FunctionMessage>& functions) {
  for (const FunctionMessage& function : functions)
    if (!functions_.emplace(std::tuple(function.domain, function.name, function.overload), &function).second)
      throw Error(ErrorCode::graph_invalid, function_text(function) + " is there twice");
}

const FunctionMessage* FunctionTable::called_by(const NodeMessage& node) const {
  const auto found = functions_.find(std::tuple(node.domain, node.op, node.overload));
  return found == functions_.end() ? nullptr : found->second;
}

}  // namespace perpixel::onnx
