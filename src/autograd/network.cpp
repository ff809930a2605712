#include "autograd/network.h"

#include <algorithm>
#include <optional>

#include "autograd/execute.h"
#include "error/error.h"

namespace perpixel {

namespace {

at::ScalarType torch_type(DType type) {
  switch (type) {
    case DType::f32:
      return at::kFloat;
    case DType::f64:
      return at::kDouble;
    case DType::f16:
      return at::kHalf;
    case DType::bf16:
      return at::kBFloat16;
    case DType::i8:
      return at::kChar;
    case DType::u8:
      return at::kByte;
    case DType::i16:
      return at::kShort;
    case DType::u16:
      return at::kUInt16;
    case DType::i32:
      return at::kInt;
    case DType::i64:
      return at::kLong;
    case DType::boolean:
      return at::kBool;
  }
  return at::kFloat;
}

DType our_type(at::ScalarType type) {
  switch (type) {
    case at::kDouble:
      return DType::f64;
    case at::kHalf:
      return DType::f16;
    case at::kBFloat16:
      return DType::bf16;
    case at::kChar:
      return DType::i8;
    case at::kByte:
      return DType::u8;
    case at::kShort:
      return DType::i16;
    case at::kUInt16:
      return DType::u16;
    case at::kInt:
      return DType::i32;
    case at::kLong:
      return DType::i64;
    case at::kBool:
      return DType::boolean;
    default:
      return DType::f32;
  }
}

/// Autocast to bf16 for as long as the object lives.
class Bf16Scope {
 public:
  Bf16Scope(bool on, at::DeviceType device) : on_(on), device_(device) {
    if (!on_) return;
    was_enabled_ = at::autocast::is_autocast_enabled(device_);
    was_type_ = at::autocast::get_autocast_dtype(device_);
    at::autocast::set_autocast_enabled(device_, true);
    at::autocast::set_autocast_dtype(device_, at::kBFloat16);
    at::autocast::increment_nesting();
  }
  ~Bf16Scope() {
    if (!on_) return;
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(device_, was_enabled_);
    at::autocast::set_autocast_dtype(device_, was_type_);
  }
  Bf16Scope(const Bf16Scope&) = delete;
  Bf16Scope& operator=(const Bf16Scope&) = delete;

 private:
  bool on_;
  at::DeviceType device_;
  bool was_enabled_ = false;
  at::ScalarType was_type_ = at::kFloat;
};

}  // namespace

void set_up_torch(int threads, bool cuda) {
  // CUDA has no deterministic form of the loss and of bilinear resizing: there a resumed run is equal only
  // nearly, and refusing would mean no training at all.
  at::globalContext().setDeterministicAlgorithms(!cuda, false);
  // Determinism needs no filling of fresh memory: nothing of ours reads what it has not written.
  at::globalContext().setDeterministicFillUninitializedMemory(false);
  if (threads > 0) at::set_num_threads(threads);
}

void seed_torch(std::uint64_t seed, std::uint64_t iteration) {
  at::manual_seed(seed * 0x9E3779B97F4A7C15u + iteration);
}

at::Tensor to_torch(const Tensor& tensor) {
  // The tensor (and with it the elements) is kept alive by the deleter.
  return at::from_blob(
      const_cast<void*>(tensor.data()), tensor.shape(), [tensor](void*) {},
      at::TensorOptions(torch_type(tensor.dtype())));
}

Tensor from_torch(const at::Tensor& tensor) {
  const at::Tensor plain = tensor.detach().to(at::kCPU).contiguous();
  const Shape shape(plain.sizes().begin(), plain.sizes().end());
  return {shape, our_type(plain.scalar_type()), std::shared_ptr<void>(plain.data_ptr(), [plain](void*) {})};
}

Network::Network(Graph graph, const NamedTensors& weights, at::Device device)
    : graph_(std::move(graph)), device_(device), constants_(graph_.values.size()) {
  check_graph(graph_);
  for (const Parameter& parameter : graph_.parameters) {
    at::Tensor tensor = at::empty(parameter.shape, at::TensorOptions(device_).dtype(at::kFloat));
    // Convolutions on the CPU are fastest with channels last: the weights are kept that way.
    if (parameter.shape.size() == 4) tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
    parameters_.push_back(tensor);
  }
  load(weights);
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    parameters_[i].requires_grad_(!graph_.parameters[i].frozen && !graph_.parameters[i].is_statistic);
  for (std::size_t v = 0; v < graph_.values.size(); ++v)
    if (graph_.values[v].constant) constants_[v] = to_torch(*graph_.values[v].constant).to(device_);
}

void Network::load(const NamedTensors& weights) {
  const c10::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Parameter& parameter = graph_.parameters[i];
    const auto found = weights.find(parameter.name);
    if (found == weights.end())
      throw Error(ErrorCode::weights_mismatch, "parameter " + parameter.name + " has no weights");
    if (found->second.shape() != parameter.shape)
      throw Error(ErrorCode::weights_mismatch, "parameter " + parameter.name + ": weights " +
                                                   shape_text(found->second.shape()) + ", graph " +
                                                   shape_text(parameter.shape));
    parameters_[i].copy_(to_torch(found->second));
  }
}

NamedTensors Network::weights() const {
  NamedTensors weights;
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    weights[graph_.parameters[i].name] = from_torch(parameters_[i].detach()).clone();
  return weights;
}

namespace {

/// Sizes as values, where a node of the graph needs them.
std::optional<ValueFacts> facts_for(const Graph& graph, const std::vector<int>& order,
                                    const TorchTensors& inputs, bool training) {
  const auto needs = [&](int node) { return needs_facts(graph.nodes[static_cast<std::size_t>(node)]); };
  if (std::ranges::none_of(order, needs)) return {};
  std::map<std::string, Shape> shapes;
  NamedTensors integers;
  for (const auto& [name, tensor] : inputs) {
    shapes[name] = Shape(tensor.sizes().begin(), tensor.sizes().end());
    if (at::isIntegralType(tensor.scalar_type(), true)) integers[name] = from_torch(tensor);
  }
  return infer_values(graph, shapes, integers, training);
}

/// Outputs that follow from sizes are not computed again.
bool take_known(const Node& node, const ValueFacts& facts, std::vector<at::Tensor>& values,
                at::Device device) {
  const auto known = [&](int output) -> const Tensor& {
    return facts.known[static_cast<std::size_t>(output)];
  };
  if (!std::ranges::all_of(node.outputs, [&](int output) { return known(output).defined(); })) return false;
  for (const int output : node.outputs)
    values[static_cast<std::size_t>(output)] = to_torch(known(output)).to(device);
  return true;
}

}  // namespace

TorchTensors Network::run(const TorchTensors& inputs, const RunOptions& options) {
  const Bf16Scope scope(options.bf16, device_.type());
  std::vector<at::Tensor> values = constants_;
  for (std::size_t v = 0; v < values.size(); ++v)
    if (const int parameter = graph_.values[v].parameter; parameter >= 0)
      values[v] = parameters_[static_cast<std::size_t>(parameter)];
  for (const GraphInput& input : graph_.inputs) {
    const auto found = inputs.find(input.name);
    if (found == inputs.end())
      throw Error(ErrorCode::shape_mismatch, "the graph needs an input \"" + input.name + "\"");
    at::Tensor x = found->second.to(device_);
    if (x.dim() == 4) x = x.contiguous(at::MemoryFormat::ChannelsLast);
    values[static_cast<std::size_t>(input.value)] = x;
  }
  const std::vector<int> order = live_nodes(graph_, options.training);
  const std::optional<ValueFacts> facts = facts_for(graph_, order, inputs, options.training);
  std::vector<int> readers(values.size());
  for (const int index : order)
    for (const int input : graph_.nodes[static_cast<std::size_t>(index)].inputs)
      if (input >= 0) ++readers[static_cast<std::size_t>(input)];
  for (const GraphOutput& output : graph_.outputs) ++readers[static_cast<std::size_t>(output.value)];
  for (const int index : order) {
    const Node& node = graph_.nodes[static_cast<std::size_t>(index)];
    if (!facts || !take_known(node, *facts, values, device_))
      execute_node(node, values, options.training, facts ? &*facts : nullptr);
    const auto result = static_cast<std::size_t>(node.outputs.at(0));
    if (options.observe) options.observe(graph_.values[result].name, values[result]);
    for (const int input : node.inputs)  // free what nobody reads any more; autograd keeps what it needs
      if (input >= 0 && --readers[static_cast<std::size_t>(input)] == 0)
        values[static_cast<std::size_t>(input)].reset();
  }
  TorchTensors outputs;
  for (const GraphOutput& output : graph_.outputs)
    if (options.training || !output.train_only)
      outputs[output.name] = values[static_cast<std::size_t>(output.value)];
  return outputs;
}

}  // namespace perpixel
