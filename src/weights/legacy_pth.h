// The files of torch.save before PyTorch 1.6: pickles with the storages behind them.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tensor/shared_bytes.h"
#include "weights/weights_file.h"

namespace perpixel {

/// Whether the bytes begin with the form's magic number.
bool is_legacy_pth(std::span<const std::uint8_t> bytes);

/// The state dict (state_dict.h says which of a checkpoint's values that is) of five pickles (magic number,
/// protocol, machine, content, storage keys) and the storages one behind the other. Storages that lie aligned
/// are shared with the owner of the bytes. Throws weights_corrupt naming file and byte; unsupported for
/// pickles that mention anything but tensors and plain data.
WeightsFile read_legacy_pth(const SharedBytes& bytes, const std::string& file);

}  // namespace perpixel
