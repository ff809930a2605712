// The zip archives of torch.save (PyTorch 1.6 and later).
#pragma once

#include "weights/weights_file.h"
#include "weights/zip_archive.h"

namespace perpixel {

/// The state dict of an archive that torch.save wrote (state_dict.h says which of a checkpoint's values those
/// are). Contiguous tensors share their storage, and the archive's owner where it is stored aligned, as
/// torch.save does. Throws weights_corrupt naming file, record and byte; unsupported for TorchScript archives
/// and for pickles that mention anything but tensors and plain data.
WeightsFile read_pth(const ZipArchive& archive);

/// Whether the archive is one of torch.save or torch.jit.save.
bool is_pth(const ZipArchive& archive);

}  // namespace perpixel
