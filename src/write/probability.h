// Class probabilities per pixel, for those who threshold, fuse or calibrate themselves.
#pragma once

#include <filesystem>

#include "tensor/tensor.h"

namespace perpixel {

enum class ProbabilityType { f16, f32 };

/// Writes f32 probabilities [C, H, W] (channel = train id, 0..1) as .npy. Throws shape_mismatch for another
/// rank or element type. f16 halves the file and keeps 3 decimals.
void write_probabilities(const std::filesystem::path& path, const Tensor& probabilities,
                         ProbabilityType type = ProbabilityType::f16);

}  // namespace perpixel
