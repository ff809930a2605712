// Field numbers of onnx.proto (ONNX 1.12: IR version 8), by message, and the numbers of its enumerations.
#pragma once

#include <cstdint>
#include <protozero/types.hpp>

namespace perpixel::onnx::field {

namespace model {
enum : protozero::pbf_tag_type {
  ir_version = 1,
  producer_name = 2,
  producer_version = 3,
  doc = 6,
  graph = 7,
  opset = 8,
  metadata = 14
};
}
namespace opset {
enum : protozero::pbf_tag_type { domain = 1, version = 2 };
}
namespace entry {  // StringStringEntryProto
enum : protozero::pbf_tag_type { key = 1, value = 2 };
}
namespace graph {
enum : protozero::pbf_tag_type { node = 1, name = 2, initializer = 5, input = 11, output = 12, value = 13 };
}
namespace node {
enum : protozero::pbf_tag_type { input = 1, output = 2, name = 3, op = 4, attribute = 5, domain = 7 };
}
namespace attribute {
enum : protozero::pbf_tag_type {
  name = 1,
  real = 2,
  integer = 3,
  text = 4,
  tensor = 5,
  graph = 6,
  reals = 7,
  integers = 8,
  texts = 9,
  type = 20
};
}
namespace tensor {
enum : protozero::pbf_tag_type {
  dims = 1,
  data_type = 2,
  name = 8,
  raw_data = 9,
  external_data = 13,
  data_location = 14
};
constexpr std::int32_t kExternal = 1;
}  // namespace tensor
namespace value_info {
enum : protozero::pbf_tag_type { name = 1, type = 2 };
}
namespace type {
enum : protozero::pbf_tag_type { tensor = 1 };
}
namespace tensor_type {
enum : protozero::pbf_tag_type { element = 1, shape = 2 };
}
namespace shape {
enum : protozero::pbf_tag_type { dim = 1 };
}
namespace dim {
enum : protozero::pbf_tag_type { value = 1, name = 2 };
}

}  // namespace perpixel::onnx::field
