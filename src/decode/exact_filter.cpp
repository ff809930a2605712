#include "decode/exact_filter.h"

#include <cmath>
#include <string>

#include "error/error.h"

namespace perpixel {

ExactFilter::ExactFilter(std::vector<float> features, int dimensions, bool with_self)
    : features_(std::move(features)),
      dimensions_(static_cast<std::size_t>(dimensions)),
      with_self_(with_self) {
  if (dimensions < 1 || features_.size() % dimensions_ != 0)
    throw Error(ErrorCode::bad_value,
                std::to_string(features_.size()) + " features are no rows of " + std::to_string(dimensions));
  before_.assign(points(), 1);
  after_.assign(points(), 1);
}

double ExactFilter::kernel(std::size_t i, std::size_t j) const {
  double square = 0;
  for (std::size_t k = 0; k < dimensions_; ++k) {
    const double difference = double{features_[i * dimensions_ + k]} - double{features_[j * dimensions_ + k]};
    square += difference * difference;
  }
  return std::exp(-square / 2);
}

void ExactFilter::take(const float* rows, const TeamMember& member) {
  if (member.index() == 0) rows_.assign(rows, rows + points() * stride_);
  member.meet();
}

void ExactFilter::add_messages(std::size_t begin, std::size_t end, float factor, float* out) const {
  std::vector<double> sum(stride_);
  for (std::size_t i = begin; i < end; ++i, out += stride_) {
    sum.assign(stride_, 0);
    for (std::size_t j = 0; j < points(); ++j) {
      if (i == j && !with_self_) continue;
      const double k = kernel(i, j) * double{before_[j]};
      for (std::size_t c = 0; c < stride_; ++c) sum[c] += k * double{rows_[j * stride_ + c]};
    }
    for (std::size_t c = 0; c < stride_; ++c)
      out[c] += static_cast<float>(double{factor} * double{after_[i]} * sum[c]);
  }
}

void ExactFilter::scale(std::span<const float> before, std::span<const float> after) {
  for (std::size_t i = 0; i < points(); ++i) {
    before_[i] *= before[i];
    after_[i] *= after[i];
  }
}

std::unique_ptr<GaussianFilter> ExactFilter::transposed() const {
  auto filter = std::make_unique<ExactFilter>(features_, static_cast<int>(dimensions_), with_self_);
  filter->scale(after_, before_);
  return filter;
}

}  // namespace perpixel
