// Scoring masks of given boxes on the objects of a data set.
#pragma once

#include <functional>

#include "dataset/dataset.h"
#include "evaluate/progress.h"
#include "metric/mask_iou.h"

namespace perpixel {

/// A picture, a box in it and the class of its object -> the object's mask, at the picture's size.
using MaskBox = std::function<Mask(const Image& picture, const Box& box, int class_id)>;

struct BoxMaskEvaluation {
  MaskIou scores;
  EvaluateTiming timing;  // `pictures` counts objects
};

/// `objects` as dataset/objects.h makes them: one object an example. Its true box is given, so that the
/// figures are those of the masks alone, without a detector. Throws missing_mate for an example that is not
/// one object, dataset_empty, size_mismatch and what loading throws.
BoxMaskEvaluation evaluate_box_masks(const Dataset& objects, const MaskBox& mask_box,
                                     const EvaluateOptions& options = {});

}  // namespace perpixel
