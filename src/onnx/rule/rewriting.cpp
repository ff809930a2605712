#include "onnx/rule/rewriting.h"

#include <algorithm>
#include <iterator>

#include "error/error.h"

namespace perpixel::onnx {

namespace {

using Kind = AttributeMessage::Kind;

constexpr std::int64_t kMostIntegers = 128;  // one or two for each of at most 64 axes

template <class T>
std::vector<std::int64_t> widened(const Tensor& tensor) {
  const auto elements = tensor.as<T>();
  return {elements.begin(), elements.end()};
}

/// The value of a Constant node, whichever attribute holds it.
Tensor constant_value(const NodeMessage& node) {
  if (node.attributes.size() != 1 || node.outputs.size() != 1)
    Rewriting::refuse(node, "must have one value and one output");
  const AttributeMessage& value = node.attributes[0];
  const auto length = [](const auto& list) { return Shape{static_cast<std::int64_t>(list.size())}; };
  if (value.name == "value" && value.kind == Kind::tensor && value.tensor.tensor.defined())
    return as_computed(value.tensor.tensor);
  if (value.name == "value_float" && value.kind == Kind::real) return Tensor::from({}, {value.real});
  if (value.name == "value_int" && value.kind == Kind::integer) return Tensor::from_ints({}, {value.integer});
  if (value.name == "value_floats" && value.kind == Kind::reals)
    return Tensor::from(length(value.reals), value.reals);
  if (value.name == "value_ints" && value.kind == Kind::integers)
    return Tensor::from_ints(length(value.integers), value.integers);
  Rewriting::refuse(node, "has a value that is no tensor of numbers");
}

}  // namespace

DType as_computed(DType type) {
  return type == DType::f16 || type == DType::bf16 || type == DType::f64 ? DType::f32 : type;
}

Tensor as_computed(const Tensor& tensor) {
  const bool same = as_computed(tensor.dtype()) == tensor.dtype();
  return tensor.defined() && !same ? tensor.to_f32() : tensor;
}

Rewriting::Rewriting(GraphMessage& graph) : graph_(graph) {
  names_.take_all(graph);
  for (TensorMessage& tensor : graph.initializers) {
    tensor.tensor = as_computed(tensor.tensor);
    remember(tensor.name, tensor.tensor);
  }
  for (const auto* list : {&graph.inputs, &graph.outputs, &graph.values})
    for (const ValueMessage& value : *list) {
      if (value.foreign_type.empty()) types_[value.name] = as_computed(value.type);
      if (value.has_shape) ranks_[value.name] = static_cast<int>(value.shape.size());
    }
}

void Rewriting::remember(const std::string& name, const Tensor& tensor) {
  names_.take(name);
  ranks_[name] = tensor.rank();
  types_[name] = tensor.dtype();
  constants_[name] = tensor;
}

const Tensor* Rewriting::constant(const std::string& name) const {
  const auto found = constants_.find(name);
  return found == constants_.end() || !found->second.defined() ? nullptr : &found->second;
}

std::optional<std::vector<std::int64_t>> Rewriting::constant_integers(const NodeMessage& node,
                                                                      std::size_t index) const {
  const Tensor* tensor = constant(input_of(node, index));
  if (!tensor) return {};
  if (tensor->count() > kMostIntegers)  // each node that names them gets a list of its own
    refuse(node,
           "input " + std::to_string(index) + " lists " + std::to_string(tensor->count()) + " integers");
  switch (tensor->dtype()) {
    case DType::i64:
      return widened<std::int64_t>(*tensor);
    case DType::i32:
      return widened<std::int32_t>(*tensor);
    default:
      refuse(node,
             "input " + std::to_string(index) + " must be integers, not " + dtype_name(tensor->dtype()));
  }
}

int Rewriting::rank_of(const std::string& name) const {
  const auto found = ranks_.find(name);
  return found == ranks_.end() ? -1 : found->second;
}

std::optional<DType> Rewriting::type_of(const std::string& name) const {
  const auto found = types_.find(name);
  if (found == types_.end()) return {};
  return found->second;
}

std::string Rewriting::add_constant(const std::string& wish, Tensor tensor) {
  const std::string name = new_name(wish);
  remember(name, tensor);
  added_tensors_.push_back({.name = name, .tensor = std::move(tensor)});
  return name;
}

std::string Rewriting::add_integers(const std::string& wish, std::vector<std::int64_t> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return add_constant(wish, Tensor::from_ints({count}, std::move(values)));
}

std::string Rewriting::add_real(const std::string& wish, float value) {
  return add_constant(wish, Tensor::from({}, {value}));
}

std::string Rewriting::add_node(const std::string& op, const std::string& wish,
                                std::vector<std::string> inputs, std::vector<AttributeMessage> attributes) {
  const std::string name = new_name(wish);
  added_nodes_.push_back({.op = op,
                          .name = name,
                          .inputs = std::move(inputs),
                          .outputs = {name},
                          .attributes = std::move(attributes)});
  return name;
}

void Rewriting::adopt_constants() {
  const auto is_constant = [](const NodeMessage& node) {
    return node.op == "Constant" && node.domain.empty();
  };
  for (const NodeMessage& node : graph_.nodes) {
    if (!is_constant(node)) continue;
    Tensor value = constant_value(node);
    remember(node.outputs[0], value);
    graph_.initializers.push_back({.name = node.outputs[0], .tensor = std::move(value)});
  }
  std::erase_if(graph_.nodes, is_constant);
}

void Rewriting::finish() {
  std::ranges::move(added_nodes_, std::back_inserter(graph_.nodes));
  std::ranges::move(added_tensors_, std::back_inserter(graph_.initializers));
  added_nodes_.clear();
  added_tensors_.clear();
}

void Rewriting::refuse(const NodeMessage& node, const std::string& what, const std::string& hint) {
  throw Error(ErrorCode::unsupported, node_text(node) + ": " + what, hint);
}

}  // namespace perpixel::onnx
