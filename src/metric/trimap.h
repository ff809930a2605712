// Scores in a narrow band around the true borders between classes (Kohli, Ladicky, Torr 2009; Krahenbuhl and
// Koltun 2011; DeepLab).
#pragma once

#include <vector>

#include "label/label_map.h"
#include "metric/confusion.h"
#include "metric/mean_iou.h"

namespace perpixel {

struct TrimapScore {
  int width = 0;  // pixels on either side of a border
  SemanticScores scores;
};

/// A confusion matrix per width w, over the pixels within w of a true border. A border runs between two
/// neighbours (up, down, left, right) of different label, void included: a pixel at one is 1/2 px from it,
/// and a pixel is within w when its distance to the nearest such pixel is at most w - 1/2, Euclidean and
/// exact. So w = 1 takes the pixels that touch a border. Where a void band surrounds objects, its edges are
/// the borders and its pixels do not count.
class TrimapCurve {
 public:
  TrimapCurve() = default;
  /// Widths in any order, each once; throws bad_value below 1.
  TrimapCurve(int classes, std::vector<int> widths);

  const std::vector<int>& widths() const { return widths_; }  // ascending

  /// Throws as ConfusionMatrix::add.
  void add(const LabelMap& truth, const LabelMap& prediction);
  /// Of another part of the set, with the same widths.
  void merge(const TrimapCurve& other);

  /// In the order of widths().
  std::vector<TrimapScore> scores() const;

 private:
  std::vector<int> widths_;
  std::vector<ConfusionMatrix> rings_;  // pixels within widths_[i] but not within widths_[i - 1]
};

}  // namespace perpixel
