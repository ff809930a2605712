// The Gaussian filter by its formula.
#pragma once

#include <vector>

#include "decode/gaussian_filter.h"

namespace perpixel {

/// Every pair of points: N^2 steps, for tests and for pictures of a few thousand pixels. `with_self` says
/// whether the sum has the term j = i (Kraehenbuehl's program has it, the paper's formula has not).
class ExactFilter : public GaussianFilter {
 public:
  /// features [N, d], each already divided by its standard deviation. Throws bad_value when they are no rows
  /// of d.
  ExactFilter(std::vector<float> features, int dimensions, bool with_self = true);

  std::size_t points() const override { return features_.size() / dimensions_; }
  void reserve(std::size_t stride) override { stride_ = stride; }
  void take(const float* rows, const TeamMember& member) override;
  void add_messages(std::size_t begin, std::size_t end, float factor, float* out) const override;
  void scale(std::span<const float> before, std::span<const float> after) override;
  std::unique_ptr<GaussianFilter> transposed() const override;

 private:
  double kernel(std::size_t i, std::size_t j) const;

  std::vector<float> features_;
  std::size_t dimensions_;
  bool with_self_;
  std::vector<float> before_, after_;
  std::size_t stride_ = 0;
  std::vector<float> rows_;
};

}  // namespace perpixel
