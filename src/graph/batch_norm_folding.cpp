#include "graph/batch_norm_folding.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>

#include "graph/live_part.h"

namespace perpixel {

namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// x -> x * factor + shift.
struct Affine {
  double factor, shift;
};

bool normalises_by_statistics(const Node& node) {
  return node.op == "BatchNormalization" && node.inputs.size() == 5 && node.outputs.size() == 1 &&
         int_attribute(node, "training_mode", 0) == 0;
}

/// Which output channel an element of a weight belongs to: i / run % per_group within its group.
struct WeightLayout {
  std::int64_t run;         // successive elements of one channel
  std::int64_t per_group;   // channels
  std::int64_t group_size;  // elements
  std::int64_t channels;    // of all groups

  std::size_t channel(std::int64_t i) const {
    return static_cast<std::size_t>(i / group_size * per_group + i / run % per_group);
  }
};

/// Nothing for operations and shapes that no normalisation folds into.
std::optional<WeightLayout> layout_of(const Node& node, const Tensor& weight) {
  const Shape& shape = weight.shape();
  const std::int64_t count = weight.count();
  if (count == 0) return std::nullopt;
  if (node.op == "Conv" && shape.size() > 2) return WeightLayout{count / shape[0], shape[0], count, shape[0]};
  if (node.op == "Gemm" && shape.size() == 2) {
    const bool rows = int_attribute(node, "transB", 0) != 0;  // [O, I]
    const std::int64_t channels = shape[rows ? 0 : 1];
    return WeightLayout{rows ? shape[1] : 1, channels, count, channels};
  }
  if (node.op == "ConvTranspose" && shape.size() > 2) {
    const std::int64_t groups = int_attribute(node, "group", 1);
    if (groups < 1 || shape[0] % groups != 0) return std::nullopt;
    return WeightLayout{count / (shape[0] * shape[1]), shape[1], count / groups, shape[1] * groups};
  }
  return std::nullopt;
}

/// alpha and beta, with which a Gemm multiplies weight and bias.
double weight_factor(const Node& node) { return node.op == "Gemm" ? float_attribute(node, "alpha", 1) : 1; }
double bias_factor(const Node& node) { return node.op == "Gemm" ? float_attribute(node, "beta", 1) : 1; }

Tensor folded_weight(const Node& layer, const Tensor& weight, const WeightLayout& layout,
                     const std::vector<Affine>& channels) {
  Tensor folded(weight.shape());
  const auto from = weight.floats();
  const auto to = folded.floats();
  for (std::int64_t first = 0; first < weight.count(); first += layout.run) {
    const double factor = weight_factor(layer) * channels[layout.channel(first)].factor;
    for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(first + layout.run); ++i)
      to[i] = static_cast<float>(from[i] * factor);
  }
  return folded;
}

/// `bias` may be null; else it has one element a channel.
Tensor folded_bias(const Node& layer, const Tensor* bias, const std::vector<Affine>& channels) {
  Tensor folded(bias ? bias->shape() : Shape{static_cast<std::int64_t>(channels.size())});
  const double own = bias_factor(layer);
  const auto to = folded.floats();
  for (std::size_t c = 0; c < channels.size(); ++c)
    to[c] = static_cast<float>((bias ? bias->floats()[c] * own * channels[c].factor : 0) + channels[c].shift);
  return folded;
}

struct LayerNumbers {
  Tensor weight, bias;
};

bool has_bias(const Node& layer) { return layer.inputs.size() > 2 && layer.inputs[2] >= 0; }

/// [O], or a Gemm's [1, O].
bool is_one_per_channel(const Tensor& bias, std::int64_t channels) {
  return bias.rank() > 0 && bias.count() == channels && bias.size(-1) == channels;
}

bool is_finite(const Tensor& tensor) {
  return std::ranges::all_of(tensor.floats(), [](float value) { return std::isfinite(value); });
}

/// How often nodes and outputs read a value, or the parameter behind it.
class Readers {
 public:
  explicit Readers(const Graph& graph)
      : graph_(graph), of_value_(graph.values.size()), of_parameter_(graph.parameters.size()) {
    for (const Node& node : graph.nodes)
      for (const int input : node.inputs) count(input);
    for (const GraphOutput& output : graph.outputs) count(output.value);
  }

  void count(int value) {
    if (value < 0) return;
    if (at(value) >= of_value_.size()) of_value_.resize(at(value) + 1);
    ++of_value_[at(value)];
    const int parameter = graph_.values[at(value)].parameter;
    if (parameter < 0) return;
    if (at(parameter) >= of_parameter_.size()) of_parameter_.resize(at(parameter) + 1);
    ++of_parameter_[at(parameter)];
  }

  bool only_one(int value) const {
    const int parameter = graph_.values[at(value)].parameter;
    return of_value_[at(value)] == 1 && (parameter < 0 || of_parameter_[at(parameter)] == 1);
  }

 private:
  const Graph& graph_;
  std::vector<int> of_value_, of_parameter_;
};

class Folding {
 public:
  Folding(const Graph& graph, const NamedTensors& weights)
      : graph_(live_part(graph)), weights_(weights), readers_(graph_) {
    for (const ValueInfo& value : graph_.values) names_.insert(value.name);
    for (const Parameter& parameter : graph_.parameters) names_.insert(parameter.name);
  }

  FoldedGraph run() {
    FoldedGraph result;
    for (Node& node : graph_.nodes)
      if (normalises_by_statistics(node) && fold(node)) ++result.folded;
    result.graph = live_part(graph_);
    for (const Parameter& parameter : result.graph.parameters)
      if (const auto found = weights_.find(parameter.name); found != weights_.end())
        result.weights.insert(*found);
    return result;
  }

 private:
  /// False, and nothing is changed, where the normalisation has to stay.
  bool fold(const Node& norm) {
    const int mapped = norm.inputs[0];
    const int producer = mapped < 0 ? -1 : graph_.values[at(mapped)].producer;
    if (producer < 0 || !readers_.only_one(mapped)) return false;
    Node& layer = graph_.nodes[at(producer)];
    std::optional<LayerNumbers> numbers = folded_numbers(layer, norm);
    if (!numbers) return false;
    put(layer, std::move(*numbers));
    layer.outputs = norm.outputs;  // the normalisation's own node is dead from here on
    graph_.values[at(norm.outputs[0])].producer = producer;
    return true;
  }

  std::optional<LayerNumbers> folded_numbers(const Node& layer, const Node& norm) const {
    const Tensor* weight = own_numbers(layer, 1);
    const auto layout = weight ? layout_of(layer, *weight) : std::nullopt;
    if (!layout) return std::nullopt;
    const std::vector<Affine> channels = channels_of(norm, layout->channels);
    if (channels.empty()) return std::nullopt;
    const Tensor* bias = own_numbers(layer, 2);
    if (bias ? !is_one_per_channel(*bias, layout->channels) : has_bias(layer)) return std::nullopt;
    LayerNumbers numbers{folded_weight(layer, *weight, *layout, channels),
                         folded_bias(layer, bias, channels)};
    if (!is_finite(numbers.weight) || !is_finite(numbers.bias)) return std::nullopt;
    return numbers;
  }

  void put(Node& layer, LayerNumbers numbers) {
    if (!has_bias(layer)) add_bias(layer, numbers.bias.shape());
    replace(layer.inputs[1], std::move(numbers.weight));
    replace(layer.inputs[2], std::move(numbers.bias));
    if (layer.op != "Gemm") return;
    layer.attributes.erase("alpha");  // they are in the numbers
    layer.attributes.erase("beta");
  }

  /// One a channel; empty unless all four statistics are known and make sense.
  std::vector<Affine> channels_of(const Node& norm, std::int64_t count) const {
    const Tensor* numbers[4];  // gamma, beta, mean, variance
    for (std::size_t i = 0; i < 4; ++i) {
      numbers[i] = known(norm.inputs[i + 1]);
      if (!numbers[i] || numbers[i]->shape() != Shape{count}) return {};
    }
    const double epsilon = float_attribute(norm, "epsilon", 1e-5f);
    std::vector<Affine> channels;
    for (std::size_t c = 0; c < static_cast<std::size_t>(count); ++c) {
      const double gamma = numbers[0]->floats()[c], beta = numbers[1]->floats()[c];
      const double mean = numbers[2]->floats()[c], variance = numbers[3]->floats()[c] + epsilon;
      if (!(variance > 0) || !std::isfinite(variance)) return {};
      const double factor = gamma / std::sqrt(variance);
      channels.push_back({factor, beta - mean * factor});
    }
    return channels;
  }

  /// The elements of a parameter or constant; null where they are computed, not given, or of another type or
  /// shape than the graph says: who runs the graph tells the user.
  const Tensor* known(int value) const {
    if (value < 0) return nullptr;
    const ValueInfo& info = graph_.values[at(value)];
    const Tensor* tensor = info.constant ? &*info.constant : nullptr;
    if (info.parameter >= 0) {
      const Parameter& parameter = graph_.parameters[at(info.parameter)];
      const auto found = weights_.find(parameter.name);
      tensor = found == weights_.end() || found->second.shape() != parameter.shape ? nullptr : &found->second;
    }
    return tensor && tensor->defined() && tensor->dtype() == DType::f32 ? tensor : nullptr;
  }

  /// Those of an input that nobody else reads.
  const Tensor* own_numbers(const Node& node, std::size_t input) const {
    if (input >= node.inputs.size() || node.inputs[input] < 0 || !readers_.only_one(node.inputs[input]))
      return nullptr;
    return known(node.inputs[input]);
  }

  void add_bias(Node& layer, const Shape& shape) {
    std::string name = graph_.values[at(layer.inputs[1])].name;
    if (name.ends_with(".weight")) name.resize(name.size() - std::string_view(".weight").size());
    name += ".bias";
    while (!names_.insert(name).second) name += "'";
    layer.inputs.resize(3, -1);
    layer.inputs[2] = graph_.add_parameter({.name = name, .shape = shape});
    readers_.count(layer.inputs[2]);
  }

  void replace(int value, Tensor tensor) {
    ValueInfo& info = graph_.values[at(value)];
    if (info.parameter >= 0)
      weights_[graph_.parameters[at(info.parameter)].name] = std::move(tensor);
    else
      info.constant = std::move(tensor);
  }

  Graph graph_;
  NamedTensors weights_;
  Readers readers_;
  std::set<std::string> names_;
};

}  // namespace

FoldedGraph fold_batch_norm(const Graph& graph, const NamedTensors& weights) {
  check_graph(graph);
  return Folding(graph, weights).run();
}

}  // namespace perpixel
