// Pictures beside their masks in the table's colours, to look at.
#pragma once

#include <vector>

#include "dataset/pairs.h"

namespace perpixel {

/// [H, W, 3]: the first `rows` pairs that can be read, picture left, mask right, each at most 320 wide. Void
/// is the table's void colour, a value outside the table magenta. Empty when nothing can be read.
Image preview_of(const std::vector<Pair>& pairs, const ClassList& classes, int rows = 4);

/// The mask in the table's colours, [H, W, 3].
Image colored(const LabelMap& labels, const ClassList& classes);

}  // namespace perpixel
