// With running statistics: y = (x - mean) / sqrt(variance + epsilon) * weight + bias, one factor and shift a
// channel.
#include <cmath>

#include "runtime/kernel/elementwise.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

struct Channel {
  float factor, shift;
};

std::vector<Channel> channels_of(const Site& site) {
  const auto weight = parameter(site, 1).floats();
  const auto bias = parameter(site, 2).floats();
  const auto mean = parameter(site, 3).floats();
  const auto variance = parameter(site, 4).floats();
  if (bias.size() != weight.size() || mean.size() != weight.size() || variance.size() != weight.size())
    refuse_shape(site, "its four parameters differ in size");
  const double epsilon = float_attribute(site.node, "epsilon", 1e-5f);
  std::vector<Channel> channels(weight.size());
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const double factor = weight[c] / std::sqrt(static_cast<double>(variance[c]) + epsilon);
    channels[c] = {static_cast<float>(factor), static_cast<float>(bias[c] - mean[c] * factor)};
  }
  return channels;
}

}  // namespace

Step batch_normalization(const Site& site) {
  const std::vector<Channel> channels = channels_of(site);
  expect_channels(site, static_cast<std::int64_t>(channels.size()));
  return [channels](const Run& run) {
    const auto count = static_cast<std::int64_t>(channels.size());
    const std::int64_t planes = run.in(0).size(0) * count;
    const std::int64_t plane = run.in(0).count() / planes;
    run.workers.for_each(planes, [&, x = run.x(), y = run.y()](std::int64_t i) {
      const Channel& channel = channels[static_cast<std::size_t>(i % count)];
      kernel::scale_shift(x + i * plane, plane, channel.factor, channel.shift, y + i * plane);
    });
  };
}

}  // namespace perpixel::op
