// Labels in MATLAB files, through libmatio. Only for converting published sets: unlike every other reader,
// this one trusts its files.
#pragma once

#include <filesystem>
#include <string>

#include "image/image.h"

namespace perpixel {

/// The matrix `variable`, or the field of a struct ("GTcls.Segmentation"), as a one-channel u16 picture
/// [rows, columns]; MATLAB's integers and whole floating-point numbers. -1, which means void where it occurs,
/// becomes 65535. Versions 5 and, where libmatio was built with HDF5, 7.3.
/// Throws not_built without libmatio on this machine, file_not_found, image_corrupt (no MATLAB file, no such
/// variable, no matrix of small whole numbers), image_too_large.
Image read_mat_labels(const std::filesystem::path& file, const std::string& variable);

}  // namespace perpixel
