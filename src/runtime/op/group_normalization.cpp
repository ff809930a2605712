// GroupNormalization (Wu & He 2018): each picture's channels in groups, each group by its own mean and
// variance. InstanceNormalization (Ulyanov et al. 2016): every channel by itself.
#include <cmath>

#include "runtime/kernel/elementwise.h"
#include "runtime/kernel/moments.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

/// The planes of `each` neighbouring channels are normalised together, then scaled and shifted by channel.
void normalise(const Run& run, std::int64_t each, double epsilon, const float* weight, const float* bias) {
  const Shape& shape = run.in(0).shape();
  const std::int64_t channels = shape[1], groups = channels / each;
  const std::int64_t plane = run.in(0).count() / (shape[0] * channels);
  run.workers.for_each(shape[0] * groups, [&, x = run.x(), y = run.y()](std::int64_t group) {
    const std::int64_t first = group * each * plane;
    const kernel::Moments moments = kernel::moments(x + first, each * plane);
    const double scale = 1 / std::sqrt(moments.variance + epsilon);
    for (std::int64_t i = 0; i < each; ++i) {
      const std::int64_t c = group % groups * each + i;
      const double factor = weight[c] * scale;
      kernel::scale_shift(x + first + i * plane, plane, static_cast<float>(factor),
                          static_cast<float>(bias[c] - moments.mean * factor), y + first + i * plane);
    }
  });
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
  return [=](const Run& run) { normalise(run, channels / groups, epsilon, weight.data(), bias.data()); };
}

Step instance_normalization(const Site& site) {
  const double epsilon = float_attribute(site.node, "epsilon", 1e-5f);
  return [epsilon](const Run& run) { normalise(run, 1, epsilon, run.x(1), run.x(2)); };
}

}  // namespace perpixel::op
