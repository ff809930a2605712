#include "metric/trimap.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "error/error.h"
#include "label/distance_transform.h"

namespace perpixel {

namespace {

/// 1 on pixels that touch a border.
std::vector<std::uint8_t> border_pixels(const LabelMap& labels) {
  std::vector<std::uint8_t> touches(labels.ids.size());
  const auto width = static_cast<std::size_t>(labels.width);
  const auto mark = [&](std::size_t i, std::size_t j) {
    if (labels.ids[i] != labels.ids[j]) touches[i] = touches[j] = 1;
  };
  for (std::size_t i = 0; i < labels.ids.size(); ++i) {
    if (i % width + 1 < width) mark(i, i + 1);
    if (i + width < labels.ids.size()) mark(i, i + width);
  }
  return touches;
}

/// The largest whole square of a distance of at most w - 1/2: w^2 - w + 1/4.
std::int64_t largest_square(int w) { return std::int64_t{w} * w - w; }

}  // namespace

TrimapCurve::TrimapCurve(int classes, std::vector<int> widths) : widths_(std::move(widths)) {
  std::ranges::sort(widths_);
  widths_.erase(std::unique(widths_.begin(), widths_.end()), widths_.end());
  if (!widths_.empty() && widths_.front() < 1)
    throw Error(ErrorCode::bad_value, "trimap of width " + std::to_string(widths_.front()),
                "widths are 1 px and more");
  rings_.assign(widths_.size(), ConfusionMatrix(classes));
}

void TrimapCurve::add(const LabelMap& truth, const LabelMap& prediction) {
  if (widths_.empty()) return;
  ConfusionMatrix(rings_.front().classes()).add(truth, prediction);  // throws for what does not fit
  if (truth.ids.empty()) return;
  const std::vector<std::int64_t> square = squared_distances(border_pixels(truth), truth.height, truth.width);
  for (std::size_t i = 0; i < square.size(); ++i) {
    if (square[i] == kNoDistance || truth.ids[i] == kIgnore) continue;
    const auto ring = std::ranges::find_if(widths_, [&](int w) { return square[i] <= largest_square(w); });
    if (ring != widths_.end())
      rings_[static_cast<std::size_t>(ring - widths_.begin())].add(truth.ids[i], prediction.ids[i], 1);
  }
}

void TrimapCurve::merge(const TrimapCurve& other) {
  for (std::size_t i = 0; i < rings_.size(); ++i) rings_[i].merge(other.rings_.at(i));
}

std::vector<TrimapScore> TrimapCurve::scores() const {
  std::vector<TrimapScore> scores;
  if (rings_.empty()) return scores;
  ConfusionMatrix within(rings_.front().classes());
  for (std::size_t i = 0; i < rings_.size(); ++i) {
    within.merge(rings_[i]);
    scores.push_back({widths_[i], semantic_scores(within)});
  }
  return scores;
}

}  // namespace perpixel
