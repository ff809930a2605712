// Conv: weight [O, C/group, kH, kW], bias [O]; over rows [N, C, W] the weight is [O, C/group, kW].
#include "runtime/kernel/conv.h"

#include <algorithm>

#include "graph/op/window.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

struct Convolution {
  Window window;
  std::int64_t out_channels, depth;        // of one group
  std::vector<std::vector<float>> packed;  // by group
  std::vector<float> bias;                 // may be empty
};

std::vector<std::vector<float>> packed_groups(const Tensor& weight, std::int64_t groups) {
  const std::int64_t out_channels = weight.size(0) / groups;
  const std::int64_t depth = weight.count() / weight.size(0);
  std::vector<std::vector<float>> packed(static_cast<std::size_t>(groups));
  for (std::int64_t g = 0; g < groups; ++g) {
    auto& panels = packed[static_cast<std::size_t>(g)];
    panels.resize(static_cast<std::size_t>(kernel::packed_weight_size(out_channels, depth)));
    kernel::pack_weights(weight.floats().data() + g * out_channels * depth, out_channels, depth,
                         panels.data());
  }
  return packed;
}

Convolution convolution_of(const Site& site) {
  const Tensor& weight = parameter(site, 1);
  if (weight.rank() != 4 && weight.rank() != 3)
    refuse_shape(site, "weight " + shape_text(weight.shape()) + " must have four axes");
  const Window window = window_of(site.node, &weight.shape());
  if (window.group < 1 || weight.size(0) % window.group != 0)
    refuse_shape(site, std::to_string(window.group) + " groups of weight " + shape_text(weight.shape()));
  expect_channels(site, weight.size(1) * window.group);
  Convolution conv{window, weight.size(0) / window.group, weight.count() / weight.size(0),
                   packed_groups(weight, window.group), optional_vector(site, 2)};
  if (!conv.bias.empty() && static_cast<std::int64_t>(conv.bias.size()) != weight.size(0))
    refuse_shape(site, "bias must be [" + std::to_string(weight.size(0)) + "]");
  return conv;
}

std::vector<kernel::ConvTap> taps_of(const Window& window, std::int64_t in_w, std::int64_t out_w) {
  std::vector<kernel::ConvTap> taps;
  for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky)
    for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
      kernel::ConvTap tap{.dy = ky * window.dilation[0] - window.pad_begin[0],
                          .dx = kx * window.dilation[1] - window.pad_begin[1]};
      kernel::set_tap_range(tap, window.stride[1], in_w, out_w);
      taps.push_back(tap);
    }
  return taps;
}

kernel::ConvGeometry geometry_of(const Window& window, const Shape& x, const Shape& y) {
  return {.channels = x[1] / window.group,
          .in_h = x[2],
          .in_w = x[3],
          .rows = y[2],
          .columns = y[3],
          .stride_y = window.stride[0],
          .stride_x = window.stride[1],
          .out_plane = y[2] * y[3],
          .out_row = y[3]};
}

bool is_pointwise(const Window& window) {
  constexpr std::array<std::int64_t, 2> one{1, 1}, zero{0, 0};
  return window.kernel == one && window.stride == one && window.pad_begin == zero && window.pad_end == zero;
}

/// A 1x1 convolution does not care about rows: one long row is copied together in longer runs.
void flatten_rows(kernel::ConvGeometry& geometry) {
  geometry.in_w *= geometry.in_h;
  geometry.in_h = 1;
  geometry.columns = geometry.out_row = geometry.rows * geometry.columns;
  geometry.rows = 1;
}

std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

void run_conv(const Convolution& conv, const Run& run) {
  const Shape x = as_planes(run.in(0).shape());
  const Window window = fitted(conv.window, run.in(0).shape());
  kernel::ConvGeometry geometry = geometry_of(window, x, as_planes(run.outputs[0].shape()));
  if (is_pointwise(window)) flatten_rows(geometry);
  const auto taps = taps_of(window, geometry.in_w, geometry.columns);
  geometry.taps = taps.data();
  geometry.tap_count = static_cast<std::int64_t>(taps.size());

  const std::int64_t positions = geometry.rows * geometry.columns;
  const std::int64_t position_tasks = ceil_divide(positions, kernel::kConvPositions);
  const std::int64_t channel_tasks = ceil_divide(conv.out_channels, kernel::kConvChannels);
  const std::int64_t groups = window.group;
  const auto task = [&, x_data = run.x(), y_data = run.y()](std::int64_t i, float* scratch) {
    const std::int64_t channel = i % channel_tasks * kernel::kConvChannels;
    const std::int64_t position = i / channel_tasks % position_tasks * kernel::kConvPositions;
    const std::int64_t plane_group = i / channel_tasks / position_tasks;  // picture * groups + group
    const std::int64_t group = plane_group % groups;
    kernel::conv_task(geometry,
                      {.x = x_data + plane_group * geometry.channels * x[2] * x[3],
                       .packed = conv.packed[static_cast<std::size_t>(group)].data(),
                       .bias = conv.bias.empty() ? nullptr : conv.bias.data() + group * conv.out_channels,
                       .y = y_data + plane_group * conv.out_channels * geometry.out_plane,
                       .first_position = position,
                       .last_position = std::min(position + kernel::kConvPositions, positions),
                       .first_channel = channel,
                       .last_channel = std::min(channel + kernel::kConvChannels, conv.out_channels),
                       .scratch = scratch});
  };
  run.workers.for_each(x[0] * groups * position_tasks * channel_tasks, kernel::kConvScratch, task);
}

}  // namespace

Step conv(const Site& site) {
  return [conv = convolution_of(site)](const Run& run) { run_conv(conv, run); };
}

}  // namespace perpixel::op
