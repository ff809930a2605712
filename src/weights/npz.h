// NumPy's .npz: a zip archive of .npy files.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "weights/weights_file.h"
#include "weights/zip_archive.h"

namespace perpixel {

/// Whether the archive has an entry that ends in ".npy".
bool is_npz(const ZipArchive& archive);

/// Tensors by entry name without ".npy"; other entries are listed in `skipped`. Row-major little-endian
/// arrays of stored entries share the archive's owner where they lie aligned. Throws weights_corrupt, or
/// unsupported for element types that perpixel lacks, naming file and entry.
WeightsFile read_npz(const ZipArchive& archive);

/// As numpy.savez writes it; numpy.load reads it. Non-empty `metadata` becomes an entry "perpixel.json".
/// Throws unsupported for bf16, which NumPy lacks, bad_value for a tensor without elements' memory. Atomic;
/// equal input gives equal bytes.
void write_npz(const std::filesystem::path& path, const NamedTensors& tensors,
               const std::map<std::string, std::string>& metadata);

}  // namespace perpixel
