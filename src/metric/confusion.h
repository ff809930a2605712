// n_ij: how many pixels of true class i were labelled j, summed over a whole set.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "label/label_map.h"

namespace perpixel {

/// 64-bit counts n[truth][prediction] over n classes, with one more column for pixels left without a label
/// (prediction kIgnore): those are misses of their true class. Pixels whose truth is kIgnore never count.
class ConfusionMatrix {
 public:
  ConfusionMatrix() = default;
  /// Throws bad_value unless 1 <= classes < kIgnore.
  explicit ConfusionMatrix(int classes);

  int classes() const { return classes_; }

  /// Adds every pixel of a picture. Throws size_mismatch when the maps differ in size and label_not_in_table
  /// (naming x, y, value) when one holds an id that is neither a class nor kIgnore; then nothing was added.
  void add(const LabelMap& truth, const LabelMap& prediction);

  /// Adds `pixels` at once. `prediction` may be kIgnore.
  void add(ClassId truth, ClassId prediction, std::uint64_t pixels);

  /// Adds the counts of another part of the set. Throws class_count when the sizes differ.
  void merge(const ConfusionMatrix& other);

  /// n_ij for j < classes(); j == classes() is the column of unlabelled pixels.
  std::uint64_t at(int truth, int prediction) const {
    return counts_[static_cast<std::size_t>(truth) * columns() + static_cast<std::size_t>(prediction)];
  }
  std::uint64_t truth_pixels(int truth) const;           // t_i, the row's sum, unlabelled included
  std::uint64_t predicted_pixels(int prediction) const;  // the column's sum
  std::uint64_t pixels() const;                          // everything counted

  friend bool operator==(const ConfusionMatrix&, const ConfusionMatrix&) = default;

 private:
  std::size_t columns() const { return static_cast<std::size_t>(classes_) + 1; }
  void require_known(const LabelMap& map, const char* what) const;

  int classes_ = 0;
  std::vector<std::uint64_t> counts_;  // [classes, classes + 1]
};

}  // namespace perpixel
