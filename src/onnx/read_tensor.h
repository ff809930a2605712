// TensorProto -> TensorMessage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "onnx/message.h"
#include "onnx/wire.h"

namespace perpixel::onnx {

/// Longest name of anything in a file.
constexpr std::size_t kMostAxes = 64;
constexpr std::size_t kMostNameBytes = 4096;

/// TensorProto::DataType -> DType. Throws unsupported naming the type and `what` it belongs to.
DType dtype_of_code(std::int64_t code, const std::string& what);
/// Whether perpixel has the type at all.
bool is_known_type(std::int64_t code);
/// "float32", "string", "uint64", ...; "type 99" for a number that ONNX does not know.
std::string type_name_of_code(std::int64_t code);

TensorMessage read_tensor(FieldReader message, const std::string& file);

}  // namespace perpixel::onnx
