#include "convolution/evenness.h"

#include <algorithm>
#include <numeric>

#include "error/error.h"

namespace perpixel {

std::vector<int> overlap_counts(int kernel, int stride) {
  std::vector<int> counts(static_cast<std::size_t>(stride));
  for (int t = 0; t < kernel; ++t) ++counts[static_cast<std::size_t>(t % stride)];
  return counts;
}

double overlap_variance(int kernel, int stride) {
  const std::vector<int> counts = overlap_counts(kernel, stride);
  const auto n = static_cast<double>(counts.size());
  const double mean = std::accumulate(counts.begin(), counts.end(), 0.0) / n;
  double squares = 0;
  for (const int count : counts) squares += (count - mean) * (count - mean);
  return squares / n;
}

std::vector<double> phase_sums(const Map& kernel, int stride) {
  std::vector<double> sums(static_cast<std::size_t>(stride * stride));
  for (std::int64_t y = 0; y < kernel.rows; ++y)
    for (std::int64_t x = 0; x < kernel.columns; ++x)
      sums[static_cast<std::size_t>(y % stride * stride + x % stride)] += kernel.at(y, x);
  return sums;
}

double constant_unevenness(const Map& kernel, int stride) {
  const std::vector<double> sums = phase_sums(kernel, stride);
  const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(sums.size());
  if (mean == 0)
    throw Error(ErrorCode::bad_value, "a kernel whose elements sum to 0 says nothing of evenness");
  const auto [least, most] = std::ranges::minmax(sums);
  return (most - least) / mean;
}

}  // namespace perpixel
