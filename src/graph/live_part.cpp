#include "graph/live_part.h"

namespace perpixel {

namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Copies values and parameters when they are first used.
class Copying {
 public:
  explicit Copying(const Graph& from)
      : from_(from), values_(from.values.size(), -1), parameters_(from.parameters.size(), -1) {}

  Graph run() {
    to_.name = from_.name;
    for (const GraphInput& input : from_.inputs)
      to_.inputs.push_back({input.name, value(input.value), input.shape, input.type});
    for (const int index : live_nodes(from_, false)) copy(from_.nodes[at(index)]);
    for (const GraphOutput& output : from_.outputs)
      if (!output.train_only) to_.outputs.push_back({output.name, value(output.value)});
    return std::move(to_);
  }

 private:
  void copy(const Node& node) {
    Node next{node.op, node.name, {}, {}, node.attributes};
    for (const int input : node.inputs) next.inputs.push_back(value(input));
    for (const int output : node.outputs) {
      next.outputs.push_back(value(output));
      to_.values[at(next.outputs.back())].producer = static_cast<int>(to_.nodes.size());
    }
    to_.nodes.push_back(std::move(next));
  }

  int value(int old) {
    if (old < 0) return -1;
    int& number = values_[at(old)];
    if (number >= 0) return number;
    ValueInfo info = from_.values[at(old)];
    info.producer = -1;
    info.parameter = parameter(info.parameter);
    number = static_cast<int>(to_.values.size());
    to_.values.push_back(std::move(info));
    return number;
  }

  int parameter(int old) {
    if (old < 0) return -1;
    int& number = parameters_[at(old)];
    if (number >= 0) return number;
    number = static_cast<int>(to_.parameters.size());
    to_.parameters.push_back(from_.parameters[at(old)]);
    return number;
  }

  const Graph& from_;
  Graph to_;
  std::vector<int> values_, parameters_;  // numbers in the new graph; -1 = not there (yet)
};

}  // namespace

Graph live_part(const Graph& graph) { return Copying(graph).run(); }

}  // namespace perpixel
