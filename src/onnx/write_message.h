// An ONNX model as the bytes of its file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "onnx/message.h"

namespace perpixel::onnx {

/// No protobuf message may be longer: readers keep its length in 31 bits.
inline constexpr std::uint64_t kMostMessageBytes = (std::uint64_t{1} << 31) - 1;

/// The ModelProto. Tensors are written as raw_data, or as a reference where they have an `external_location`.
/// Equal messages give equal bytes. Throws unsupported, naming the size, above kMostMessageBytes (before
/// anything of that size is allocated), and graph_invalid for a tensor without elements and location.
std::string model_bytes(const ModelMessage& model);

/// What the tensors of a model hold, in bytes; those in other files do not count.
std::uint64_t tensor_bytes(const ModelMessage& model);

struct WrittenModel {
  std::uint64_t bytes = 0;     // of the model file
  std::filesystem::path data;  // the side file; empty when there is none
  std::uint64_t data_bytes = 0;
};

/// Writes `path` atomically. A model whose file would be longer than `most_bytes` keeps its initializers in
/// one side file, `path` + ".data" (ONNX external data, each at a multiple of 64 bytes), which is written
/// first and belongs beside it: a reader of `path` finds what it refers to.
WrittenModel write_model(const std::filesystem::path& path, const ModelMessage& model,
                         std::uint64_t most_bytes = kMostMessageBytes);

}  // namespace perpixel::onnx
