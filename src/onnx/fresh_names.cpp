#include "onnx/fresh_names.h"

namespace perpixel::onnx {

void FreshNames::take_all(const GraphMessage& graph) {
  for (const TensorMessage& tensor : graph.initializers) take(tensor.name);
  for (const auto* list : {&graph.inputs, &graph.outputs, &graph.values})
    for (const ValueMessage& value : *list) take(value.name);
  for (const NodeMessage& node : graph.nodes) {
    for (const auto* list : {&node.inputs, &node.outputs})
      for (const std::string& name : *list) take(name);
    for (const AttributeMessage& attribute : node.attributes)
      for (const GraphMessage& body : attribute.graph) take_all(body);
  }
}

std::string FreshNames::fresh(const std::string& wish) {
  std::string name = wish;
  for (int& i = tries_[wish]; !taken_.insert(name).second;) name = wish + "_" + std::to_string(++i + 1);
  return name;
}

}  // namespace perpixel::onnx
