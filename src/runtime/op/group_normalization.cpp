// GroupNormalization (Wu & He 2018): each picture's channels in groups, each group by its own mean and
// variance.
#include <cmath>

#include "runtime/kernel/elementwise.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

struct Moments {
  double mean, variance;  // of the population
};

Moments moments_of(const float* x, std::int64_t count) {
  double sum = 0, squares = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += x[i];
  const double mean = sum / static_cast<double>(count);
  for (std::int64_t i = 0; i < count; ++i) {
    const double off = x[i] - mean;
    squares += off * off;
  }
  return {mean, squares / static_cast<double>(count)};
}

}  // namespace

Step group_normalization(const Site& site) {
  const std::vector<float> weight = optional_vector(site, 1), bias = optional_vector(site, 2);
  const std::int64_t groups = int_attribute(site.node, "num_groups", 1);
  const double epsilon = float_attribute(site.node, "epsilon", 1e-5f);
  const auto channels = static_cast<std::int64_t>(weight.size());
  if (weight.size() != bias.size() || groups < 1 || channels % groups != 0)
    refuse(site, std::to_string(weight.size()) + " weights and " + std::to_string(bias.size()) +
                     " biases for " + std::to_string(groups) + " groups");
  expect_channels(site, channels);
  return [=](const Run& run) {
    const Shape& shape = run.in(0).shape();
    const std::int64_t each = channels / groups, plane = shape[2] * shape[3];
    run.workers.for_each(shape[0] * groups, [&, x = run.x(), y = run.y()](std::int64_t group) {
      const std::int64_t first = group * each * plane;
      const auto [mean, variance] = moments_of(x + first, each * plane);
      const double scale = 1 / std::sqrt(variance + epsilon);
      for (std::int64_t i = 0; i < each; ++i) {
        const auto c = static_cast<std::size_t>(group % groups * each + i);
        const double factor = weight[c] * scale;
        kernel::scale_shift(x + first + i * plane, plane, static_cast<float>(factor),
                            static_cast<float>(bias[c] - mean * factor), y + first + i * plane);
      }
    });
  };
}

}  // namespace perpixel::op
