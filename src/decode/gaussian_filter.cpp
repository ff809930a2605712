#include "decode/gaussian_filter.h"

#include <cmath>
#include <vector>

#include "decode/row_kernels.h"
#include "tensor/tensor.h"

namespace perpixel {

namespace {

/// (K 1)_i.
std::vector<float> sums_of(GaussianFilter& filter, int threads) {
  const std::size_t points = filter.points();
  const Shape shape{static_cast<std::int64_t>(points), static_cast<std::int64_t>(kRowUnit)};
  const Tensor ones = Tensor::filled(shape, 1);
  Tensor sums = Tensor::zeros(shape);
  filter.reserve(kRowUnit);
  run_team(team_size(threads), [&](const TeamMember& member) {
    filter.take(ones.floats().data(), member);
    const std::size_t begin = member.begin(points), end = member.end(points);
    filter.add_messages(begin, end, 1, sums.floats().data() + begin * kRowUnit);
  });
  std::vector<float> first(points);
  for (std::size_t i = 0; i < points; ++i) first[i] = sums.floats()[i * kRowUnit];
  return first;
}

}  // namespace

void normalise(GaussianFilter& filter, CrfNormalisation normalisation, int threads) {
  if (normalisation == CrfNormalisation::none) return;
  constexpr float kLeast = 1e-20f;
  std::vector<float> scale = sums_of(filter, threads);
  for (float& s : scale)
    s = normalisation == CrfNormalisation::symmetric ? 1 / std::sqrt(s + kLeast) : 1 / (s + kLeast);
  const std::vector<float> ones(scale.size(), 1.f);
  filter.scale(normalisation == CrfNormalisation::after ? ones : scale,
               normalisation == CrfNormalisation::before ? ones : scale);
}

}  // namespace perpixel
