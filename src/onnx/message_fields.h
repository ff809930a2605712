// Field numbers of onnx.proto (ONNX 1.12: IR version 8; overloads: IR version 10), by message, and the
// numbers of its enumerations.
#pragma once

#include <cstdint>

namespace perpixel::onnx::field {

namespace model {
enum : std::uint32_t {
  ir_version = 1,
  producer_name = 2,
  producer_version = 3,
  doc = 6,
  graph = 7,
  opset = 8,
  metadata = 14,
  function = 25
};
}
namespace opset {  // OperatorSetIdProto
enum : std::uint32_t { domain = 1, version = 2 };
}
namespace entry {  // StringStringEntryProto
enum : std::uint32_t { key = 1, value = 2 };
}
namespace function {  // FunctionProto
enum : std::uint32_t {
  name = 1,
  input = 4,
  output = 5,
  attribute = 6,
  node = 7,
  opset = 9,
  domain = 10,
  default_attribute = 11,
  overload = 13
};
}
namespace graph {
enum : std::uint32_t {
  node = 1,
  name = 2,
  initializer = 5,
  input = 11,
  output = 12,
  value = 13,
  sparse_initializer = 15
};
}
namespace node {
enum : std::uint32_t { input = 1, output = 2, name = 3, op = 4, attribute = 5, domain = 7, overload = 8 };
}
namespace attribute {
enum : std::uint32_t {
  name = 1,
  real = 2,
  integer = 3,
  text = 4,
  tensor = 5,
  graph = 6,
  reals = 7,
  integers = 8,
  texts = 9,
  type = 20,
  reference = 21
};
}
namespace tensor {
enum : std::uint32_t {
  dims = 1,
  data_type = 2,
  segment = 3,
  float_data = 4,
  int32_data = 5,
  string_data = 6,
  int64_data = 7,
  name = 8,
  raw_data = 9,
  double_data = 10,
  uint64_data = 11,
  external_data = 13,
  data_location = 14
};
constexpr std::int32_t kExternal = 1;  // of data_location
}  // namespace tensor
namespace value_info {
enum : std::uint32_t { name = 1, type = 2 };
}
namespace type {
enum : std::uint32_t { tensor = 1, sequence = 4, map = 5, sparse_tensor = 8, optional = 9 };
}
namespace tensor_type {
enum : std::uint32_t { element = 1, shape = 2 };
}
namespace shape {
enum : std::uint32_t { dim = 1 };
}
namespace dim {  // TensorShapeProto.Dimension
enum : std::uint32_t { value = 1, name = 2 };
}

}  // namespace perpixel::onnx::field
