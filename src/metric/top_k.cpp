#include "metric/top_k.h"

#include <limits>
#include <string>

#include "error/error.h"

namespace perpixel {

namespace {

int others_at_least_as_high(std::span<const float> scores, std::size_t truth) {
  int count = 0;
  for (std::size_t k = 0; k < scores.size(); ++k)
    if (k != truth && !(scores[k] < scores[truth])) ++count;  // negated, so that NaN counts against
  return count;
}

}  // namespace

void TopKAccuracy::add(std::span<const float> scores, int truth) {
  if (truth < 0 || static_cast<std::size_t>(truth) >= scores.size())
    throw Error(ErrorCode::class_count,
                "true class " + std::to_string(truth) + " is outside the " + std::to_string(scores.size()) +
                    " scores",
                "the model must have as many classes as the data set");
  const int rank = others_at_least_as_high(scores, static_cast<std::size_t>(truth));
  pictures_ += 1;
  top1_ += rank < 1;
  top5_ += rank < 5;
}

void TopKAccuracy::merge(const TopKAccuracy& other) {
  pictures_ += other.pictures_;
  top1_ += other.top1_;
  top5_ += other.top5_;
}

double TopKAccuracy::share(std::uint64_t hits) const {
  if (pictures_ == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(hits) / static_cast<double>(pictures_);
}

}  // namespace perpixel
