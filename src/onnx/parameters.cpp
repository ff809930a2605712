#include "onnx/parameters.h"

#include <array>
#include <map>
#include <set>

namespace perpixel::onnx {

namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

enum class Role { learned, statistic };

constexpr Init kZero{}, kOne{InitKind::constant, 1}, kHe{InitKind::he, 1}, kSlope{InitKind::constant, 0.25f};

struct Slot {
  const char* op;
  std::size_t input;
  Role role;
  Init init;  // where a training lets the layer start anew
};
constexpr std::array kSlots{
    Slot{"Conv", 1, Role::learned, kHe},
    Slot{"Conv", 2, Role::learned, kZero},
    Slot{"ConvTranspose", 1, Role::learned, kHe},
    Slot{"ConvTranspose", 2, Role::learned, kZero},
    Slot{"Gemm", 1, Role::learned, kHe},
    Slot{"Gemm", 2, Role::learned, kZero},
    Slot{"MatMul", 0, Role::learned, kHe},
    Slot{"MatMul", 1, Role::learned, kHe},
    Slot{"BatchNormalization", 1, Role::learned, kOne},
    Slot{"BatchNormalization", 2, Role::learned, kZero},
    Slot{"BatchNormalization", 3, Role::statistic, kZero},
    Slot{"BatchNormalization", 4, Role::statistic, kOne},
    Slot{"InstanceNormalization", 1, Role::learned, kOne},
    Slot{"InstanceNormalization", 2, Role::learned, kZero},
    Slot{"GroupNormalization", 1, Role::learned, kOne},
    Slot{"GroupNormalization", 2, Role::learned, kZero},
    Slot{"LayerNormalization", 1, Role::learned, kOne},
    Slot{"LayerNormalization", 2, Role::learned, kZero},
    Slot{"PRelu", 1, Role::learned, kSlope},
};

class ParameterTaker {
 public:
  explicit ParameterTaker(Graph& graph) : graph_(graph) {
    for (const ValueInfo& value : graph.values) names_.insert(value.name);
    for (const GraphOutput& output : graph.outputs) outputs_.insert(output.value);
  }

  NamedTensors take() {
    for (Node& node : graph_.nodes) {
      for (const Slot& slot : kSlots)
        if (node.op == slot.op && slot.input < node.inputs.size())
          take(node.inputs[slot.input], slot.role, slot.init);
      if (node.op == "Add") take_bias(node);
    }
    return std::move(weights_);
  }

 private:
  /// A dense layer on more than two axes is written as a product and a sum.
  void take_bias(Node& node) {
    for (std::size_t i = 0; i < node.inputs.size() && node.inputs.size() == 2; ++i) {
      const int other = node.inputs[1 - i];
      const int producer = other < 0 ? -1 : graph_.values[at(other)].producer;
      if (producer >= 0 && graph_.nodes[at(producer)].op == "MatMul" && node.inputs[i] >= 0 &&
          graph_.values[at(node.inputs[i])].constant &&
          graph_.values[at(node.inputs[i])].constant->rank() == 1)
        take(node.inputs[i], Role::learned, kZero);
    }
  }

  void take(int& input, Role role, const Init& init) {
    if (input < 0) return;
    const auto known = taken_.find({input, role});
    if (known != taken_.end()) {
      input = known->second;
      return;
    }
    const ValueInfo& value = graph_.values[at(input)];
    // A tensor in another role is no constant any more, but its elements are still there.
    const Tensor tensor = value.constant ? *value.constant : elements_of(value);
    if (!tensor.defined() || tensor.dtype() != DType::f32 || tensor.count() == 0) return;
    const int from = input;
    if (!value.constant || outputs_.contains(from)) input = copy_of(from, role);
    become_parameter(input, role, init, tensor);
    taken_[{from, role}] = input;
    taken_[{input, role}] = input;
  }

  Tensor elements_of(const ValueInfo& value) const {
    if (value.parameter < 0) return {};
    const auto found = weights_.find(value.name);
    return found == weights_.end() ? Tensor() : found->second;
  }

  int copy_of(int value, Role role) {
    std::string name = graph_.values[at(value)].name + (role == Role::statistic ? ".statistic" : ".learned");
    while (!names_.insert(name).second) name += "'";
    graph_.values.push_back({.name = name});
    return static_cast<int>(graph_.values.size()) - 1;
  }

  void become_parameter(int value, Role role, const Init& init, const Tensor& tensor) {
    ValueInfo& info = graph_.values[at(value)];
    info.constant.reset();
    info.parameter = static_cast<int>(graph_.parameters.size());
    graph_.parameters.push_back(
        {.name = info.name, .shape = tensor.shape(), .init = init, .is_statistic = role == Role::statistic});
    weights_[info.name] = tensor;
  }

  Graph& graph_;
  NamedTensors weights_;
  std::map<std::pair<int, Role>, int> taken_;  // (constant, role) -> parameter
  std::set<std::string> names_;
  std::set<int> outputs_;  // values that the graph gives back
};

}  // namespace

NamedTensors take_parameters(Graph& graph) { return ParameterTaker(graph).take(); }

}  // namespace perpixel::onnx
