#include "metric/mean_iou.h"

#include <cmath>
#include <limits>

namespace perpixel {

namespace {

std::optional<double> ratio(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

double mean_of_known(const std::vector<std::optional<double>>& values) {
  double sum = 0;
  int known = 0;
  for (const auto& value : values) {
    if (!value) continue;
    sum += *value;
    ++known;
  }
  return known ? sum / known : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

SemanticScores semantic_scores(const ConfusionMatrix& confusion) {
  SemanticScores scores;
  std::uint64_t right = 0;
  double weighted = 0;
  for (int i = 0; i < confusion.classes(); ++i) {
    const std::uint64_t hit = confusion.at(i, i), truth = confusion.truth_pixels(i);
    scores.accuracy.push_back(ratio(hit, truth));
    scores.iou.push_back(ratio(hit, truth + confusion.predicted_pixels(i) - hit));
    right += hit;
    weighted += static_cast<double>(truth) * scores.iou.back().value_or(0);
  }
  const std::uint64_t pixels = confusion.pixels();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  scores.pixel_accuracy = ratio(right, pixels).value_or(nan);
  scores.frequency_weighted_iou = pixels ? weighted / static_cast<double>(pixels) : nan;
  scores.mean_accuracy = mean_of_known(scores.accuracy);
  scores.mean_iou = mean_of_known(scores.iou);
  return scores;
}

}  // namespace perpixel
