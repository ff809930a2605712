#include "onnx/constant_folding.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string_view>

#include "onnx/evaluate_constant.h"

namespace perpixel::onnx {

namespace {

// What folding may read and write: some times the constants that the file brings, and 64 MiB of arithmetic on
// sizes. Without a bound each node of 30 bytes could turn the same weight again, and all results are kept.
constexpr std::uint64_t kUsesOfAByte = 4, kSmall = std::uint64_t{64} << 20;

// Of larger inputs only re-arranging nodes read the elements (evaluate_constant.h).
constexpr std::uint64_t kMostRead = sizeof(std::int64_t) << 16;

// Their results share the elements of the first input.
constexpr std::array<std::string_view, 4> kSharing{"Reshape", "Flatten", "Squeeze", "Unsqueeze"};

std::size_t at(int index) { return static_cast<std::size_t>(index); }

std::uint64_t bytes_of(const Shape& shape) { return sizeof(std::int64_t) * shape.size(); }

/// Bytes that a node reads of what is known.
std::uint64_t bytes_read(const Node& node, const std::vector<const Tensor*>& inputs) {
  const bool shares = std::ranges::count(kSharing, node.op) > 0;
  const std::uint64_t most =
      shares || node.op == "Transpose" ? std::numeric_limits<std::uint64_t>::max() : kMostRead;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i]) continue;
    bytes += bytes_of(inputs[i]->shape());
    if (i > 0 || !(shares || node.op == "Shape")) bytes += std::min<std::uint64_t>(inputs[i]->bytes(), most);
  }
  return bytes;
}

/// What each value of a graph is, once everything that can be known is.
class Knowledge {
 public:
  explicit Knowledge(const Graph& graph) : tensors_(graph.values.size()), origins_(graph.values.size()) {
    for (std::size_t v = 0; v < graph.values.size(); ++v) {
      origins_[v] = static_cast<int>(v);
      if (!graph.values[v].constant) continue;
      tensors_[v] = *graph.values[v].constant;
      left_ += kUsesOfAByte * tensors_[v].bytes();
    }
    for (const GraphInput& input : graph.inputs)
      if (std::ranges::all_of(input.shape, [](std::int64_t size) { return size > 0; }))
        stated_.emplace(input.value, only_shape(input.shape));
  }

  /// Whether the node's output is known now without running it.
  bool learn(const Node& node) {
    if (node.op == "Identity" && node.inputs.size() == 1 && node.inputs[0] >= 0 && node.outputs.size() == 1)
      return pass_on(node.inputs[0], node.outputs[0]);
    std::vector<const Tensor*> inputs;
    for (const int input : node.inputs) {
      inputs.push_back(input < 0 ? nullptr : known(input, node.op == "Shape"));
      if (input >= 0 && !inputs.back()) return false;
    }
    if (!spend(bytes_read(node, inputs))) return false;
    auto result = evaluate_constant(node, inputs);
    if (!result) return false;
    const bool shares = std::ranges::count(kSharing, node.op) > 0;
    if (!spend(bytes_of(result->shape()) + (shares ? 0 : result->bytes()))) return false;
    tensors_[at(node.outputs[0])] = std::move(*result);
    return true;
  }

  /// The value itself, or what Identity nodes passed on.
  int origin(int value) const { return origins_[at(value)]; }
  const Tensor& tensor(int value) const { return tensors_[at(value)]; }

 private:
  /// Once it is not enough, nothing more is folded: the rest is computed when the graph runs.
  bool spend(std::uint64_t bytes) {
    left_ = bytes <= left_ ? left_ - bytes : 0;
    return left_ > 0;
  }

  /// Asked for its shape, never for elements: an input is not here yet.
  static Tensor only_shape(const Shape& shape) {
    return Tensor(shape, DType::u8, std::make_shared<std::uint8_t>());
  }

  const Tensor* known(int value, bool shape_is_enough) const {
    const int from = origin(value);
    if (tensors_[at(from)].defined()) return &tensors_[at(from)];
    const auto stated = stated_.find(from);
    return shape_is_enough && stated != stated_.end() ? &stated->second : nullptr;
  }

  bool pass_on(int from, int to) {
    if (const Tensor* tensor = known(from, false))
      tensors_[at(to)] = *tensor;
    else
      origins_[at(to)] = origin(from);
    return true;
  }

  std::vector<Tensor> tensors_;   // by value; undefined = computed when the graph runs
  std::vector<int> origins_;      // by value
  std::map<int, Tensor> stated_;  // inputs without symbolic axes
  std::uint64_t left_ = kSmall;   // bytes that folding may still read and write
};

/// Copies what the outputs need.
class Rebuilding {
 public:
  Rebuilding(const Graph& from, const Knowledge& knowledge, const std::vector<bool>& kept)
      : from_(from), knowledge_(knowledge), kept_(kept), numbers_(from.values.size(), -1) {}

  Graph rebuild() {
    to_.name = from_.name;
    to_.parameters = from_.parameters;
    for (const GraphInput& input : from_.inputs)
      to_.inputs.push_back({input.name, copy_value(input.value, -1), input.shape, input.type});
    const std::vector<bool> needed = needed_nodes();
    for (std::size_t i = 0; i < from_.nodes.size(); ++i)
      if (needed[i]) copy_node(from_.nodes[i]);
    for (const GraphOutput& output : from_.outputs)
      to_.outputs.push_back({output.name, use(output.value), output.train_only});
    return std::move(to_);
  }

 private:
  std::vector<bool> needed_nodes() const {
    std::vector<bool> needed(from_.nodes.size());
    const auto need = [&](int value) {
      if (value < 0) return;
      const int from = knowledge_.origin(value);
      const int producer = from_.values[at(from)].producer;
      if (producer >= 0 && kept_[at(producer)]) needed[at(producer)] = true;
    };
    for (const GraphOutput& output : from_.outputs) need(output.value);
    for (std::size_t i = from_.nodes.size(); i-- > 0;)
      if (needed[i]) std::ranges::for_each(from_.nodes[i].inputs, need);
    return needed;
  }

  int copy_value(int value, int producer) {
    const ValueInfo& old = from_.values[at(value)];
    numbers_[at(value)] = static_cast<int>(to_.values.size());
    to_.values.push_back({old.name, old.channels, producer, old.parameter, {}});
    if (knowledge_.tensor(value).defined()) to_.values.back().constant = knowledge_.tensor(value);
    return numbers_[at(value)];
  }

  int use(int value) {
    if (value < 0) return -1;
    const int from = knowledge_.origin(value);
    return numbers_[at(from)] >= 0 ? numbers_[at(from)] : copy_value(from, -1);
  }

  void copy_node(const Node& old) {
    Node node{.op = old.op, .name = old.name, .attributes = old.attributes};
    for (const int input : old.inputs) node.inputs.push_back(use(input));
    for (const int output : old.outputs)
      node.outputs.push_back(copy_value(output, static_cast<int>(to_.nodes.size())));
    to_.nodes.push_back(std::move(node));
  }

  const Graph& from_;
  const Knowledge& knowledge_;
  const std::vector<bool>& kept_;
  Graph to_;
  std::vector<int> numbers_;  // of the old values in the new graph; -1 = not there (yet)
};

}  // namespace

Graph fold_constants(const Graph& graph) {
  Knowledge knowledge(graph);
  std::vector<bool> kept(graph.nodes.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) kept[i] = !knowledge.learn(graph.nodes[i]);
  return Rebuilding(graph, knowledge, kept).rebuild();
}

}  // namespace perpixel::onnx
