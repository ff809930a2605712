// safetensors: 8-byte header length, JSON header, raw little-endian tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "tensor/shared_bytes.h"
#include "weights/weights_file.h"

namespace perpixel {

/// All rules of the format: header at most 100 MB and inside the file, ranges contiguous from 0 without
/// overlap or holes, size = product of the shape times the type's size (checked), no duplicate names. Throws
/// weights_corrupt with the offset or the tensor's name. The path form maps the file; its tensors share the
/// mapping, which must not be written to (clone a tensor first).
WeightsFile read_safetensors(const std::filesystem::path& path);
WeightsFile read_safetensors(std::span<const std::uint8_t> bytes, const std::string& name);
/// Tensors share the owner of the bytes where there is one.
WeightsFile read_safetensors(const SharedBytes& bytes, const std::string& name);

/// Tensors in name order, 8-byte aligned header; atomic. Equal input gives equal bytes.
void write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors,
                       const std::map<std::string, std::string>& metadata);

}  // namespace perpixel
