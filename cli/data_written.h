// What the commands that write data sets have in common.
#pragma once

#include <string>
#include <vector>

#include "dataset/convert.h"

namespace perpixel {

/// "folder, voc, coco".
std::string layout_names();
/// Throws Error(usage) with the nearest.
void require_layout(const std::string& layout);

/// The splits with their number of pictures, and the folder.
void print_written(const std::vector<ConvertedSplit>& splits, const std::string& output, bool json);

}  // namespace perpixel
