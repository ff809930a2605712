// Label pictures as evaluators read them.
#pragma once

#include <filesystem>

#include "image/image.h"
#include "label/class_list.h"
#include "metric/picture_pairs.h"

namespace perpixel {

/// The picture as it is stored: raw indices of a palette, no EXIF orientation.
Image read_label_picture(const std::filesystem::path& file);

/// Throws size_mismatch naming both files and sizes.
void require_same_size(const Image& truth, const Image& prediction, const PicturePair& pair);

/// Train ids. Colour tables still accept one-channel pictures, as the indices or ids that our own predictions
/// hold. Throws label_not_in_table.
LabelMap labels_of_picture(const Image& image, const ClassList& classes, const std::filesystem::path& file);

}  // namespace perpixel
