// Weight files of any origin: the format is told by the content when reading, by the extension when writing.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "tensor/shared_bytes.h"
#include "weights/weights_file.h"

namespace perpixel {

enum class WeightsFormat { safetensors, pth, legacy_pth, pkl, npz, caffemodel };

/// "safetensors", ".pth of PyTorch", ... for messages.
const char* format_name(WeightsFormat format);

/// Tells the format by the bytes, never by the file's name. Throws weights_corrupt for bytes that are none of
/// them; unsupported, with the way out, for what is known but not taken (PyTorch's tar files, HDF5, ONNX, a
/// single .npy).
WeightsFormat weights_format(const SharedBytes& bytes, const std::string& file);

/// The weights in a file of any of the formats: tensors under the names that the file gives them, without the
/// prefixes that training wraps around all of them ("module.") and without batch normalisation's training
/// counters (`skipped` lists those and what else the file holds). The file is mapped: tensors share the
/// mapping where the format allows, and must not be written to. Each format's reader says what it checks and
/// throws; nothing else is thrown, whatever the bytes.
WeightsFile read_weights(const std::filesystem::path& path);
/// The same for bytes in memory; `file` stands for them in messages.
WeightsFile read_weights(const SharedBytes& bytes, const std::string& file);

/// Writes .safetensors, .pth or .pt, or .npz, as the extension says; atomic; equal input gives equal bytes.
/// Throws unsupported listing them for any other extension, and what the writers throw.
void write_weights(const std::filesystem::path& path, const NamedTensors& tensors,
                   const std::map<std::string, std::string>& metadata);

}  // namespace perpixel
