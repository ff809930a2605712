// How the commands print semantic scores.
#pragma once

#include <string>

#include "label/class_list.h"
#include "metric/confusion.h"
#include "metric/trimap.h"

namespace perpixel {

inline constexpr const char* kTrimapHelp = "Also score within so many pixels of the true borders: 1,3,5,10";

/// The table of classes and means, then that of the trimap's widths; or one JSON document of all.
std::string semantic_result(const ConfusionMatrix& confusion, const TrimapCurve& trimap,
                            const ClassList& classes, bool json);

}  // namespace perpixel
