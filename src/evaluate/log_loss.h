// The loss of a labeller on pictures that it does not learn from.
#pragma once

#include <vector>

#include "label/label_map.h"
#include "tensor/tensor.h"

namespace perpixel {

/// Mean softmax cross entropy over labelled pixels, each times its class weight: what training minimises with
/// reduction "mean", on pictures without augmentation.
class LogLoss {
 public:
  /// One weight per class; empty = all 1.
  explicit LogLoss(std::vector<float> class_weights = {}) : weights_(std::move(class_weights)) {}

  /// logits f32 [1, classes, H, W]. A truth of another size is read at the pixel under each score's centre.
  /// Throws shape_mismatch.
  void add(const Tensor& logits, const LabelMap& truth);
  /// 0 when nothing was labelled.
  double mean() const { return pixels_ ? sum_ / static_cast<double>(pixels_) : 0; }

 private:
  std::vector<float> weights_;
  double sum_ = 0;
  std::int64_t pixels_ = 0;
};

}  // namespace perpixel
