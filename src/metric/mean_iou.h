// The four figures of semantic segmentation (Long, Shelhamer, Darrell 2015, section 5) and their parts per
// class.
#pragma once

#include <optional>
#include <vector>

#include "metric/confusion.h"

namespace perpixel {

/// All in 0..1. With n_ij pixels of true class i labelled j and t_i = sum_j n_ij:
///   pixel_accuracy = sum_i n_ii / sum_i t_i            mean_accuracy = mean_i n_ii / t_i
///   iou_i = n_ii / (t_i + sum_j n_ji - n_ii)           mean_iou = mean_i iou_i
///   frequency_weighted_iou = sum_i t_i iou_i / sum_i t_i
/// A class absent from truth and prediction has neither figure and is left out of both means; one that is
/// absent from the truth but predicted has iou 0 and no accuracy. Means over nothing are NaN.
struct SemanticScores {
  double pixel_accuracy = 0;
  double mean_accuracy = 0;
  double mean_iou = 0;
  double frequency_weighted_iou = 0;
  std::vector<std::optional<double>> iou;       // per class
  std::vector<std::optional<double>> accuracy;  // per class
};

SemanticScores semantic_scores(const ConfusionMatrix& confusion);

}  // namespace perpixel
