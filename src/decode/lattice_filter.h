// The Gaussian filter on a permutohedral lattice.
#pragma once

#include "decode/gaussian_filter.h"
#include "decode/permutohedral.h"
#include "tensor/tensor.h"

namespace perpixel {

/// Built once per picture and kernel, then asked in every iteration. Scales go into the weights of splat and
/// slice, so a scaled filter costs what a plain one does. The result does not depend on the team's size.
class LatticeFilter : public GaussianFilter {
 public:
  explicit LatticeFilter(Permutohedral lattice);

  std::size_t points() const override { return lattice_.points; }
  void reserve(std::size_t stride) override;
  void take(const float* rows, const TeamMember& member) override;
  void add_messages(std::size_t begin, std::size_t end, float factor, float* out) const override;
  void scale(std::span<const float> before, std::span<const float> after) override;
  std::unique_ptr<GaussianFilter> transposed() const override;

 private:
  Permutohedral lattice_;
  std::size_t stride_ = 0;
  Tensor vertices_;  // [M, stride]
};

}  // namespace perpixel
