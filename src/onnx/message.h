// What an ONNX file says, as plain values: the part of its protocol messages that perpixel reads and writes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace perpixel::onnx {

/// Repeated elements (nodes, attributes, names, sizes ...) that a model may have, in the file and once its
/// functions are written out.
inline constexpr std::size_t kMostItems = std::size_t{1} << 20;

/// TensorProto. Elements that lie in another file have `external_location`, and an undefined `tensor` until
/// they have been read.
struct TensorMessage {
  std::string name;
  Tensor tensor;
  std::string external_location;                           // relative to the model's folder
  std::uint64_t external_offset = 0, external_length = 0;  // bytes; length 0 = to the end of the file
  Shape external_shape;
  DType external_type = DType::f32;
};

struct GraphMessage;

/// AttributeProto: which member counts says `kind`.
struct AttributeMessage {
  enum class Kind { none, real, integer, text, tensor, graph, reals, integers, texts };
  std::string name;
  Kind kind = Kind::none;
  float real = 0;
  std::int64_t integer = 0;
  std::string text;
  std::vector<float> reals;
  std::vector<std::int64_t> integers;
  std::vector<std::string> texts;
  TensorMessage tensor;
  std::vector<GraphMessage> graph;  // none or one: the body of If, Loop, Scan
  std::string reference;            // inside a function: the function's attribute that it stands for
};

struct NodeMessage {
  std::string op, name, domain;              // domain "" = ai.onnx
  std::vector<std::string> inputs, outputs;  // "" = absent
  std::vector<AttributeMessage> attributes;
  std::string overload;    // which of the functions of that name it calls
  std::int64_t opset = 0;  // the function's that it comes from; 0 = the model's
};

/// ValueInfoProto. A symbolic axis has size -1 and a name.
struct ValueMessage {
  std::string name;
  DType type = DType::f32;
  std::string foreign_type;  // what it is instead of a tensor of a DType: "a sequence"; "" = it is one
  bool has_shape = false;
  Shape shape;
  std::vector<std::string> axis_names;  // by axis; "" where there is none
};

struct GraphMessage {
  std::string name;
  std::vector<NodeMessage> nodes;
  std::vector<TensorMessage> initializers;
  std::vector<ValueMessage> inputs, outputs, values;
};

/// FunctionProto: an operation written down in nodes. Its values have names of their own.
struct FunctionMessage {
  std::string name, domain, overload;
  std::vector<std::string> inputs, outputs;
  std::vector<std::string> attributes;     // that a call may give and that have no default
  std::vector<AttributeMessage> defaults;  // of the other attributes
  std::map<std::string, std::int64_t> opsets;
  std::vector<NodeMessage> nodes;
};

struct ModelMessage {
  std::int64_t ir_version = 0;
  std::map<std::string, std::int64_t> opsets;  // by domain
  std::string producer_name, producer_version, doc;
  GraphMessage graph;
  std::vector<FunctionMessage> functions;
  std::map<std::string, std::string> metadata;
};

}  // namespace perpixel::onnx
