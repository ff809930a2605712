// Boundary F: how well the contours of each class lie (Csurka, Larlus, Perronnin 2013, "What is a good
// evaluation measure for semantic segmentation?").
#pragma once

#include <optional>
#include <vector>

#include "label/label_map.h"

namespace perpixel {

/// Csurka et al.: contours count as met within this share of the picture's diagonal.
inline constexpr double kBoundaryTolerance = 0.0075;

/// F of each class in one picture, in 0..1. A pixel is on the contour of its class when one of its four
/// neighbours has another label (void included; the picture's edge is no contour). With theta = tolerance *
/// diagonal, exact Euclidean distances between pixel centres:
///   precision = share of the predicted contour within theta of the true one
///   recall    = share of the true contour within theta of the predicted one       F = 2 P R / (P + R)
/// Predicted contours on void pixels of the truth count where they are right and not where they are wrong. No
/// contour in either: nullopt; in one of them only, or P + R = 0: 0.
/// Throws size_mismatch.
std::vector<std::optional<double>> boundary_f(const LabelMap& truth, const LabelMap& prediction, int classes,
                                              double tolerance = kBoundaryTolerance);

struct BoundaryScores {
  std::vector<std::optional<double>> f;  // per class: mean over the pictures in which it has a figure
  /// Mean over pictures of each picture's mean over its classes; NaN without any.
  double mean_f = 0;
};

/// Of one list of figures per picture, in this order.
BoundaryScores boundary_scores(const std::vector<std::vector<std::optional<double>>>& pictures, int classes);

}  // namespace perpixel
