#include "image/resize_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace perpixel {

namespace {

double box_filter(double x) { return x > -0.5 && x <= 0.5 ? 1.0 : 0.0; }

double bilinear_filter(double x) { return std::max(1.0 - std::abs(x), 0.0); }

double bicubic_filter(double x) {  // Keys 1981 with a = -0.5, in Horner form
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
  return x < 2.0 ? (((x - 5) * x + 8) * x - 4) * a : 0.0;
}

double sinc(double x) {
  if (x == 0.0) return 1.0;
  x *= std::numbers::pi;
  return std::sin(x) / x;
}

double lanczos_filter(double x) { return x >= -3.0 && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0; }

struct Filter {
  double (*at)(double);
  double support;  // half the width at scale 1
};

Filter filter_of(PillowFilter filter) {
  switch (filter) {
    case PillowFilter::box:
      return {box_filter, 0.5};
    case PillowFilter::bicubic:
      return {bicubic_filter, 2.0};
    case PillowFilter::lanczos:
      return {lanczos_filter, 3.0};
    case PillowFilter::nearest:
    case PillowFilter::bilinear:
      break;
  }
  return {bilinear_filter, 1.0};
}

std::int32_t to_fixed(double weight) {
  constexpr double kOne = 1 << kFixedPointBits;
  return static_cast<std::int32_t>(weight * kOne + (weight < 0 ? -0.5 : 0.5));
}

}  // namespace

ResizeWeights pillow_weights(int in_size, float begin, float end, int out_size, int from, int outputs,
                             PillowFilter filter) {
  const Filter kernel = filter_of(filter);
  const double scale = static_cast<double>(end - begin) / out_size;
  const double stretch = std::max(scale, 1.0);  // antialiasing: the filter grows with the source step
  const double support = kernel.support * stretch, inverse = 1.0 / stretch;
  ResizeWeights axis;
  axis.stride = static_cast<int>(std::ceil(support)) * 2 + 1;
  axis.weights.assign(static_cast<std::size_t>(outputs) * axis.stride_size(), 0.0);
  for (int i = 0; i < outputs; ++i) {
    const double centre = begin + (from + i + 0.5) * scale;
    const int first = std::max(0, static_cast<int>(centre - support + 0.5));
    const int count = std::min(in_size, static_cast<int>(centre + support + 0.5)) - first;
    double* weights = axis.weights.data() + static_cast<std::size_t>(i) * axis.stride_size();
    double sum = 0;
    for (int k = 0; k < count; ++k) sum += weights[k] = kernel.at((k + first - centre + 0.5) * inverse);
    for (int k = 0; k < count && sum != 0; ++k) weights[k] /= sum;
    axis.first.push_back(first);
    axis.count.push_back(count);
  }
  axis.fixed.resize(axis.weights.size());
  std::ranges::transform(axis.weights, axis.fixed.begin(), to_fixed);
  return axis;
}

}  // namespace perpixel
