// The bytes of an ONNX file -> its messages.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "onnx/message.h"

namespace perpixel::onnx {

/// At most 2^20 repeated elements (nodes, names, sizes ...; an attribute or a tensor counts for four), names
/// of 4096 bytes, graphs nested 8 deep, tensors that fill their shapes exactly; everything else throws
/// weights_corrupt with the byte or the tensor's name, and unsupported for element types that perpixel lacks.
/// `name` is for messages.
ModelMessage read_model_message(std::span<const std::uint8_t> bytes, const std::string& name);
/// Also refuses files of 2 GiB and more, which no protobuf message may have.
ModelMessage read_model_message(const std::filesystem::path& path);

/// A single tensor, as ONNX's test data store them (input_0.pb).
TensorMessage read_tensor_message(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace perpixel::onnx
