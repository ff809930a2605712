#include "onnx/function_growth.h"

#include <algorithm>
#include <map>

#include "error/error.h"

namespace perpixel::onnx {

namespace {

constexpr int kMostCallsDeep = 32;

/// What something comes to when it is written out.
struct Extent {
  std::size_t items = 0;  // never above kMostItems + 1: more is not told apart
  int calls_deep = 0;

  void add(std::size_t more) { items = std::min(items + more, kMostItems + 1); }
  void add(const Extent& more) {
    add(more.items);
    calls_deep = std::max(calls_deep, more.calls_deep);
  }
};

[[noreturn]] void refuse_depth() {
  throw Error(ErrorCode::unsupported,
              "functions call functions more than " + std::to_string(kMostCallsDeep) + " deep",
              "export without functions for modules");
}

class Growth {
 public:
  explicit Growth(const FunctionTable& functions) : functions_(functions) {}

  /// `depth`: of the calls that lead here.
  Extent of(const std::vector<NodeMessage>& nodes, int depth) {
    Extent extent;
    for (const NodeMessage& node : nodes) extent.add(of(node, depth));
    return extent;
  }

 private:
  Extent of(const NodeMessage& node, int depth) {
    Extent extent;
    extent.add(1 + node.inputs.size() + node.outputs.size() + node.attributes.size());
    for (const AttributeMessage& attribute : node.attributes)
      for (const GraphMessage& body : attribute.graph) {
        extent.add(body.initializers.size() + body.inputs.size() + body.outputs.size() + body.values.size());
        extent.add(of(body.nodes, depth));
      }
    if (const FunctionMessage* function = functions_.called_by(node)) {
      extent.add(3 * node.outputs.size());  // each may become an Identity
      extent.add(of(*function, depth + 1));
    }
    return extent;
  }

  Extent of(const FunctionMessage& function, int depth) {
    if (depth > kMostCallsDeep) refuse_depth();
    const auto [known, is_new] = extents_.try_emplace(&function);
    if (is_new) {
      Extent extent = of(function.nodes, depth);
      ++extent.calls_deep;
      known->second = extent;
    }
    if (known->second.calls_deep == 0)  // its nodes are being looked at
      throw Error(ErrorCode::graph_invalid, function_text(function) + " calls itself");
    if (known->second.calls_deep > kMostCallsDeep) refuse_depth();
    return known->second;
  }

  const FunctionTable& functions_;
  std::map<const FunctionMessage*, Extent> extents_;
};

}  // namespace

void require_bounded_growth(const GraphMessage& graph, const FunctionTable& functions) {
  if (Growth(functions).of(graph.nodes, 0).items > kMostItems)
    throw Error(ErrorCode::unsupported,
                "the functions of the model come to more than " + std::to_string(kMostItems) +
                    " nodes, names and attributes",
                "export without functions for modules");
}

}  // namespace perpixel::onnx
