// ONNX external data: initializers in one file beside the model, for models above protobuf's limit.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "onnx/message.h"

namespace perpixel::onnx {

/// Where each tensor lies in the side file: a multiple of this many bytes, so that a mapped tensor is aligned
/// for every element type and cache line.
inline constexpr std::uint64_t kSideFileAlignment = 64;

struct SideFile {
  struct Piece {
    std::uint64_t offset = 0;  // bytes
    Tensor tensor;
  };
  ModelMessage model;         // refers to the file
  std::vector<Piece> pieces;  // by offset
};

/// The model with every initializer of 1 KiB and more moved out; smaller ones (shapes, biases) stay, so that
/// the graph can be understood from the model file alone. `location`: the side file's name.
SideFile side_file_of(const ModelMessage& model, const std::string& location);

/// Writes the pieces, zeros between them; atomic. Returns the file's size.
std::uint64_t write_side_file(const std::filesystem::path& path, const SideFile& side);

}  // namespace perpixel::onnx
