// The files of one split of a set of folders.
#pragma once

#include "dataset/folder_layout.h"
#include "dataset/pairs.h"

namespace perpixel {

/// Options val=, test=, by= divide an undivided set; image_suffix= and mask_suffix= tell mates apart;
/// missing=skip leaves pictures and masks without mate out. The table is option table=, else
/// ROOT/classes.yaml, else none.
PairListing list_layout(const FolderLayout& layout, const DataSpec& spec, const std::string& split);

/// The splits of a layout, in the order train, val, test.
std::vector<std::string> splits_of_layout(const FolderLayout& layout, const DataSpec& spec);

}  // namespace perpixel
