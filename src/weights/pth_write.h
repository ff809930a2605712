// Zip archives that torch.load reads.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "tensor/tensor.h"

namespace perpixel {

/// An OrderedDict of the tensors in name order, as torch.save writes it: torch.load(path, weights_only=True)
/// reads it (u16 from PyTorch 2.3 on). `metadata` goes into a record of its own, which PyTorch ignores.
/// Atomic; equal input gives equal bytes. Throws bad_value for a tensor without elements' memory or a name
/// that is not UTF-8.
void write_pth(const std::filesystem::path& path, const NamedTensors& tensors,
               const std::map<std::string, std::string>& metadata);

}  // namespace perpixel
