// The scores of each class as a table with bars.
#pragma once

#include <string>

#include "label/class_list.h"
#include "metric/confusion.h"
#include "metric/mean_iou.h"

namespace perpixel {

/// One row a class, in the order of the table: colour, name, bar of IU, IU and accuracy in percent, and, with
/// a confusion matrix, the class's share of the true pixels. Throws class_count when the sizes differ.
std::string render_class_bars(const SemanticScores& scores, const ClassList& classes,
                              const ConfusionMatrix* confusion);

}  // namespace perpixel
