// The weights in a pickle, be its arrays PyTorch's or NumPy's.
#pragma once

#include <cstdint>
#include <string>

#include "weights/pickle.h"
#include "weights/torch_tensor.h"
#include "weights/weights_file.h"

namespace perpixel {

/// The pickle's state dict (state_dict.h). `file_bytes` bounds what is copied where tensors are not
/// contiguous.
WeightsFile pickled_weights(const Pickle& pickle, StorageBytes storage, std::uint64_t file_bytes,
                            const std::string& file);

/// A .pkl of detectron2 ({"model": {name: array}, ...}), of Detectron ({"blobs": ...}, its "_momentum" blobs
/// skipped), or any other pickled dictionary of NumPy arrays. Arrays that lie aligned in the file are shared
/// with the owner of the bytes. Throws what read_pickle and state_dict throw.
WeightsFile read_pkl(const SharedBytes& bytes, const std::string& file);

}  // namespace perpixel
