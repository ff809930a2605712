// Which classes are taken for which.
#pragma once

#include <string>

#include "label/class_list.h"
#include "metric/confusion.h"

namespace perpixel {

/// A heat map: rows = truth, columns = prediction, in percent of the row; up to 32 classes as a table with
/// numbers, more as a drawing of the cells from 0.5 % up. Then the largest confusions in words. Throws
/// class_count when the sizes differ.
std::string render_confusion(const ConfusionMatrix& confusion, const ClassList& classes);

}  // namespace perpixel
