#include "metric/confusion.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "error/error.h"

namespace perpixel {

namespace {

void require_same_size(const LabelMap& truth, const LabelMap& prediction) {
  if (truth.height == prediction.height && truth.width == prediction.width) return;
  const auto size_text = [](const LabelMap& map) {
    return std::to_string(map.width) + "x" + std::to_string(map.height);
  };
  throw Error(
      ErrorCode::size_mismatch,
      "the truth is " + size_text(truth) + ", the prediction " + size_text(prediction) + " (width x height)",
      "metrics never resize: give the prediction at the picture's original size");
}

}  // namespace

ConfusionMatrix::ConfusionMatrix(int classes) : classes_(classes) {
  if (classes < 1 || classes >= kIgnore)
    throw Error(ErrorCode::bad_value, "a confusion matrix of " + std::to_string(classes) + " classes",
                "give at least 1 and at most 65534 classes");
  counts_.assign(static_cast<std::size_t>(classes) * columns(), 0);
}

void ConfusionMatrix::require_known(const LabelMap& map, const char* what) const {
  const auto unknown = std::find_if(map.ids.begin(), map.ids.end(),
                                    [this](ClassId id) { return id != kIgnore && id >= classes_; });
  if (unknown == map.ids.end()) return;
  const auto at = unknown - map.ids.begin();
  throw Error(ErrorCode::label_not_in_table,
              std::string(what) + ": value " + std::to_string(*unknown) +
                  " at x=" + std::to_string(at % map.width) + ", y=" + std::to_string(at / map.width) +
                  " is not one of the " + std::to_string(classes_) + " classes");
}

void ConfusionMatrix::add(const LabelMap& truth, const LabelMap& prediction) {
  require_same_size(truth, prediction);
  require_known(truth, "truth");
  require_known(prediction, "prediction");
  // Label maps are made of long runs: one addition per run instead of one per pixel.
  const std::size_t count = truth.ids.size();
  for (std::size_t begin = 0; begin < count;) {
    const ClassId t = truth.ids[begin], p = prediction.ids[begin];
    std::size_t end = begin + 1;
    while (end < count && truth.ids[end] == t && prediction.ids[end] == p) ++end;
    if (t != kIgnore) add(t, p, end - begin);
    begin = end;
  }
}

void ConfusionMatrix::add(ClassId truth, ClassId prediction, std::uint64_t pixels) {
  const std::size_t column = std::min<std::size_t>(prediction, static_cast<std::size_t>(classes_));
  counts_[truth * columns() + column] += pixels;
}

void ConfusionMatrix::merge(const ConfusionMatrix& other) {
  if (other.classes_ != classes_)
    throw Error(ErrorCode::class_count, "confusion matrices of " + std::to_string(classes_) + " and " +
                                            std::to_string(other.classes_) + " classes cannot be added");
  std::transform(counts_.begin(), counts_.end(), other.counts_.begin(), counts_.begin(), std::plus<>());
}

std::uint64_t ConfusionMatrix::truth_pixels(int truth) const {
  const auto row = counts_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(truth) * columns());
  return std::accumulate(row, row + static_cast<std::ptrdiff_t>(columns()), std::uint64_t{0});
}

std::uint64_t ConfusionMatrix::predicted_pixels(int prediction) const {
  std::uint64_t sum = 0;
  for (int truth = 0; truth < classes_; ++truth) sum += at(truth, prediction);
  return sum;
}

std::uint64_t ConfusionMatrix::pixels() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

}  // namespace perpixel
