// Arrays from NumPy's .npy files.
#pragma once

#include <string>

#include "tensor/shared_bytes.h"

namespace perpixel {

/// The array of a whole .npy file: versions 1 to 3, both byte orders, both element orders, no Python objects.
/// Row-major little-endian elements are shared with the owner of `file`. Throws weights_corrupt or
/// unsupported naming `name`; header and elements must fill the file exactly.
Tensor read_npy(const SharedBytes& file, const std::string& name);

}  // namespace perpixel
