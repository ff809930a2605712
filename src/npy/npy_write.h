// Arrays as NumPy's .npy files (format version 1.0, row-major, little-endian).
#pragma once

#include <filesystem>

#include "tensor/tensor.h"

namespace perpixel {

enum class NpyType { same, f16 };  // f16 rounds f32 to the nearest half, ties to even

/// Writes any tensor but bf16 (NumPy has no such type: unsupported) atomically, piece by piece.
/// NpyType::f16 needs an f32 tensor (else shape_mismatch).
void write_npy(const std::filesystem::path& path, const Tensor& tensor, NpyType type = NpyType::same);

}  // namespace perpixel
