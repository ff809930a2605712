#include "evaluate/box_mask.h"

#include "evaluate/loop.h"

namespace perpixel {

namespace {

const Instance& object_of(const Example& example) {
  if (example.instances.size() == 1) return example.instances.front();
  throw Error(ErrorCode::missing_mate, example.name + ": " + std::to_string(example.instances.size()) +
                                           " objects where one is scored at a time");
}

}  // namespace

BoxMaskEvaluation evaluate_box_masks(const Dataset& objects, const MaskBox& mask_box,
                                     const EvaluateOptions& options) {
  BoxMaskEvaluation result{MaskIou(objects.classes.size()), {}};
  const auto predict = [&](const Example& example) {
    const Instance& object = object_of(example);
    return mask_box(example.image, object.box, object.class_id);
  };
  const auto score = [&](const Example& example, const Mask& mask) {
    const Instance& object = object_of(example);
    result.scores.add(object.class_id, mask_iou(decode_rle(object.mask), mask));
  };
  result.timing = evaluate_each(objects, options, predict, score);
  return result;
}

}  // namespace perpixel
