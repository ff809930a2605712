// Types of elements: perpixel computes in f32.
#include "onnx/rule/rules.h"

namespace perpixel::onnx::rule {

namespace {

constexpr std::int64_t kFloat32 = 1, kFloat16 = 10, kFloat64 = 11, kBfloat16 = 16;

/// What Cast is to be told, by the numbers of TensorProto::DataType.
std::int64_t type_number(const NodeMessage& node, DType type) {
  switch (type) {
    case DType::f32:
      return kFloat32;
    case DType::u8:
      return 2;
    case DType::i8:
      return 3;
    case DType::i32:
      return 6;
    case DType::i64:
      return 7;
    case DType::boolean:
      return 9;
    default:
      Rewriting::refuse(node, std::string("casts to ") + dtype_name(type));
  }
}

}  // namespace

void cast_to_f32(NodeMessage& node, Rewriting&) {
  const std::int64_t to = integer_of(node, "to", 0);
  if (to == kFloat16 || to == kFloat64 || to == kBfloat16)
    set_attribute(node, integer_attribute("to", kFloat32));
  erase_attribute(node, "saturate");
  erase_attribute(node, "round_mode");
}

void fill_by_expand(NodeMessage& node, Rewriting& graph) {
  const AttributeMessage* value = find_attribute(node, "value");
  Tensor filling = Tensor::from({}, {0.f});
  if (value) {
    if (value->kind != AttributeMessage::Kind::tensor || value->tensor.tensor.count() != 1)
      Rewriting::refuse(node, "its value must be one number");
    filling = as_computed(value->tensor.tensor).reshaped({});
  }
  const std::string shape = input_of(node, 0);
  node.inputs = {graph.add_constant(node.outputs.at(0) + ".value", std::move(filling)), shape};
  node.op = "Expand";
  node.attributes.clear();
}

void spell_cast_like(NodeMessage& node, Rewriting& graph) {
  const auto like = graph.type_of(input_of(node, 1));
  if (!like) Rewriting::refuse(node, "casts to a type that the file does not state", "export with Cast");
  const std::int64_t to = type_number(node, *like);
  node.op = "Cast";
  node.inputs.resize(1);
  node.attributes = {integer_attribute("to", to)};
}

}  // namespace perpixel::onnx::rule
