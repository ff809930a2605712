// Weights in any format, recognised by content.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "weights/safetensors.h"

namespace perpixel {

/// Throws as the reader of the format does.
WeightsFile read_weights(const std::filesystem::path& path);

/// The ending of `path` decides the format. Atomic. Throws unsupported for an unknown ending.
void write_weights(const std::filesystem::path& path, const NamedTensors& tensors,
                   const std::map<std::string, std::string>& metadata);

}  // namespace perpixel
