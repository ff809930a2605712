// Masks of single objects against their truth.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "label/mask.h"

namespace perpixel {

/// Pixels in both / pixels in either; 1 when both are empty. Throws size_mismatch for masks of different
/// sizes.
double mask_iou(const Mask& a, const Mask& b);

/// Of some objects: their number, the mean of their IoU, and the shares whose IoU exceeds 0.5 and 0.7 (0..1).
struct ObjectScores {
  std::size_t objects = 0;
  double mean_iou = 0, above_half = 0, above_seven_tenths = 0;
};

/// Counts objects by class.
class MaskIou {
 public:
  explicit MaskIou(std::size_t classes) : sums_(classes) {}

  void add(int class_id, double iou);

  /// Empty for a class without objects.
  std::vector<std::optional<ObjectScores>> of_classes() const;
  /// Over all objects, each counting once.
  ObjectScores all() const;
  /// The mean over classes that have objects of their mean IoU; NaN without any.
  double mean_over_classes() const;

 private:
  struct Sums {
    std::size_t objects = 0, above_half = 0, above_seven_tenths = 0;
    double iou = 0;
  };
  static ObjectScores scores(const Sums& sums);
  std::vector<Sums> sums_;
};

/// `| Class | Objects | IoU | > 0.5 | > 0.7 |`, percent with two decimals, then the means over classes and
/// objects.
std::string mask_iou_table(const MaskIou& scores, const std::vector<std::string>& names);

/// "box_mask/mIoU" (mean over classes), "box_mask/oIoU" (over objects), "box_mask/above50",
/// "box_mask/above70", "box_mask/IoU-<class>", x100; figures that do not exist are left out.
std::vector<std::pair<std::string, double>> mask_iou_metrics(const MaskIou& scores,
                                                             const std::vector<std::string>& names);

}  // namespace perpixel
