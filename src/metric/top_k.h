// Top-1 and top-5 accuracy of image classification.
#pragma once

#include <cstdint>
#include <span>

namespace perpixel {

/// Counts pictures whose true class is among the k best-scored ones.
/// Ties count against: the true class is in the top k only when fewer than k other classes score at least as
/// high, so constant scores earn nothing. A NaN score counts as higher than everything. With at most k
/// classes, top-k is 1 for finite scores.
class TopKAccuracy {
 public:
  /// `scores` [K], in any monotone scale. Throws class_count when truth is outside [0, K).
  void add(std::span<const float> scores, int truth);
  void merge(const TopKAccuracy& other);

  std::uint64_t pictures() const { return pictures_; }
  /// In 0..1; NaN when nothing was added.
  double top1() const { return share(top1_); }
  double top5() const { return share(top5_); }

 private:
  double share(std::uint64_t hits) const;

  std::uint64_t pictures_ = 0, top1_ = 0, top5_ = 0;
};

}  // namespace perpixel
