#include "onnx/order.h"

#include <functional>
#include <map>
#include <queue>
#include <set>
#include <string>

#include "error/error.h"
#include "onnx/node_message.h"

namespace perpixel::onnx {

namespace {

class Ordering {
 public:
  explicit Ordering(const GraphMessage& graph)
      : graph_(graph), waits_for_(graph.nodes.size()), readers_(graph.nodes.size()) {
    name_origins();
    link();
  }

  std::vector<std::size_t> order() const {
    std::vector<std::size_t> waits = waits_for_, order;
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < waits.size(); ++i)
      if (waits[i] == 0) ready.push(i);
    while (!ready.empty()) {
      const std::size_t node = ready.top();
      ready.pop();
      order.push_back(node);
      for (const std::size_t reader : readers_[node])
        if (--waits[reader] == 0) ready.push(reader);
    }
    if (order.size() < graph_.nodes.size()) refuse_cycle(waits);
    return order;
  }

 private:
  void name_origins() {
    for (const TensorMessage& tensor : graph_.initializers)
      if (!given_.insert(tensor.name).second) twice(tensor.name);
    std::set<std::string> inputs;
    for (const ValueMessage& input : graph_.inputs)
      if (!inputs.insert(input.name).second) twice(input.name);
    given_.merge(inputs);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      for (const std::string& output : graph_.nodes[i].outputs)
        if (!output.empty() && (given_.contains(output) || !producer_.emplace(output, i).second))
          twice(output);
  }

  void link() {
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      for (const std::string& input : graph_.nodes[i].inputs) {
        if (input.empty() || given_.contains(input)) continue;
        const auto producer = producer_.find(input);
        if (producer == producer_.end()) refuse_missing(graph_.nodes[i], input);
        ++waits_for_[i];
        readers_[producer->second].push_back(i);
      }
  }

  [[noreturn]] static void twice(const std::string& name) {
    throw Error(ErrorCode::graph_invalid, "two values are called \"" + shortened(name) + "\"");
  }

  [[noreturn]] void refuse_missing(const NodeMessage& node, const std::string& input) const {
    throw Error(ErrorCode::graph_invalid,
                node_text(node) + ": reads \"" + shortened(input) + "\", which nothing computes");
  }

  /// Some node waits for one that waits: follow them until one comes again.
  [[noreturn]] void refuse_cycle(const std::vector<std::size_t>& waits) const {
    std::size_t node = 0;
    while (waits[node] == 0) ++node;
    std::set<std::size_t> seen;
    while (seen.insert(node).second) node = waiting_producer(node, waits);
    throw Error(ErrorCode::graph_invalid, node_text(graph_.nodes[node]) + ": needs its own result (a cycle)");
  }

  std::size_t waiting_producer(std::size_t node, const std::vector<std::size_t>& waits) const {
    for (const std::string& input : graph_.nodes[node].inputs)
      if (const auto found = producer_.find(input); found != producer_.end() && waits[found->second] > 0)
        return found->second;
    return node;
  }

  const GraphMessage& graph_;
  std::set<std::string> given_;
  std::map<std::string, std::size_t> producer_;
  std::vector<std::size_t> waits_for_;             // inputs that other nodes have yet to compute
  std::vector<std::vector<std::size_t>> readers_;  // by node, once for each input
};

}  // namespace

std::vector<std::size_t> computing_order(const GraphMessage& graph) { return Ordering(graph).order(); }

}  // namespace perpixel::onnx
