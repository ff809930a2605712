// ConvTranspose: weight [C, O/group, kH, kW], bias [O].
// With many output channels it is run as stride_y * stride_x ordinary convolutions, one for each phase of the
// output grid, whose results interleave (Shi et al. 2016, arXiv 1609.07009); bilinear upsampling goes row by
// row.
#include "runtime/kernel/conv_transpose.h"

#include <algorithm>

#include "graph/op/window.h"
#include "runtime/kernel/conv.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

/// Below this a register tile of the phase form is mostly empty.
constexpr std::int64_t kFewChannels = 3;

struct Weights {
  Window window;
  std::int64_t channels, out_channels;  // of one group
  Tensor weight;
  std::vector<float> bias;  // may be empty
};

/// Output rows phase, phase + stride, ...: which kernel rows reach them, and from which input row on.
struct AxisTap {
  std::int64_t kernel, offset;
};

std::vector<AxisTap> axis_taps(const Window& window, std::size_t axis, std::int64_t phase) {
  std::vector<AxisTap> taps;
  for (std::int64_t k = 0; k < window.kernel[axis]; ++k) {
    const std::int64_t reach = phase + window.pad_begin[axis] - k * window.dilation[axis];
    if (reach % window.stride[axis] == 0) taps.push_back({k, reach / window.stride[axis]});
  }
  return taps;
}

struct Phase {
  std::int64_t y, x;
  std::vector<kernel::ConvTap> taps;       // without column ranges
  std::vector<std::vector<float>> packed;  // by group
};

/// The kernel's taps of one phase as an ordinary convolution's weight [O, C * taps].
std::vector<float> phase_weight(const Weights& w, std::int64_t group, const std::vector<std::int64_t>& taps) {
  const std::int64_t area = w.window.kernel[0] * w.window.kernel[1];
  const float* weight = w.weight.floats().data() + group * w.channels * w.out_channels * area;
  std::vector<float> matrix;
  for (std::int64_t o = 0; o < w.out_channels; ++o)
    for (std::int64_t c = 0; c < w.channels; ++c)
      for (const std::int64_t tap : taps) matrix.push_back(weight[(c * w.out_channels + o) * area + tap]);
  return matrix;
}

Phase phase_of(const Weights& w, std::int64_t phase_y, std::int64_t phase_x) {
  Phase phase{.y = phase_y, .x = phase_x};
  std::vector<std::int64_t> positions;
  for (const AxisTap& ty : axis_taps(w.window, 0, phase_y))
    for (const AxisTap& tx : axis_taps(w.window, 1, phase_x)) {
      phase.taps.push_back({.dy = ty.offset, .dx = tx.offset});
      positions.push_back(ty.kernel * w.window.kernel[1] + tx.kernel);
    }
  const std::int64_t depth = w.channels * static_cast<std::int64_t>(positions.size());
  for (std::int64_t g = 0; g < w.window.group; ++g) {
    auto& packed = phase.packed.emplace_back(kernel::packed_weight_size(w.out_channels, depth));
    kernel::pack_weights(phase_weight(w, g, positions).data(), w.out_channels, depth, packed.data());
  }
  return phase;
}

std::vector<Phase> phases_of(const Weights& w) {
  std::vector<Phase> phases;
  for (std::int64_t y = 0; y < w.window.stride[0]; ++y)
    for (std::int64_t x = 0; x < w.window.stride[1]; ++x) phases.push_back(phase_of(w, y, x));
  return phases;
}

Weights weights_of(const Site& site) {
  const Tensor& weight = parameter(site, 1);
  if (weight.rank() != 4 && weight.rank() != 3)
    refuse_shape(site, "weight " + shape_text(weight.shape()) + " must have four axes");
  const Window window = window_of(site.node, &weight.shape());
  if (window.group < 1 || weight.size(0) % window.group != 0)
    refuse_shape(site, std::to_string(window.group) + " groups of weight " + shape_text(weight.shape()));
  expect_channels(site, weight.size(0));
  Weights w{window, weight.size(0) / window.group, weight.size(1), weight, optional_vector(site, 2)};
  if (!w.bias.empty() && static_cast<std::int64_t>(w.bias.size()) != w.out_channels * window.group)
    refuse_shape(site, "bias must be [" + std::to_string(w.out_channels * window.group) + "]");
  return w;
}

void run_rows(const Weights& w, const Run& run) {
  const Shape x = as_planes(run.in(0).shape());
  const Shape y = as_planes(run.outputs[0].shape());
  const std::int64_t area = w.window.kernel[0] * w.window.kernel[1];
  const kernel::TransposedGeometry geometry{.channels = w.channels,
                                            .in = {x[2], x[3]},
                                            .out_w = y[3],
                                            .kernel = w.window.kernel,
                                            .stride = w.window.stride,
                                            .dilation = w.window.dilation,
                                            .pad = w.window.pad_begin,
                                            .weight_step = w.out_channels * area};
  run.workers.for_each(y[0] * y[1], [&, x_data = run.x(), y_data = run.y()](std::int64_t plane) {
    const std::int64_t channel = plane % y[1];
    const std::int64_t group = channel / w.out_channels;
    const float* from = x_data + (plane / y[1] * x[1] + group * w.channels) * x[2] * x[3];
    const float* weight =
        w.weight.floats().data() + (group * w.channels * w.out_channels + channel % w.out_channels) * area;
    const float bias = w.bias.empty() ? 0.f : w.bias[static_cast<std::size_t>(channel)];
    for (std::int64_t oy = 0; oy < y[2]; ++oy)
      kernel::conv_transpose_row(geometry, from, weight, bias, oy, y_data + (plane * y[2] + oy) * y[3]);
  });
}

/// With pads that follow from the sizes.
void run_fitted(const Weights& w, const Node& node, const Run& run) {
  Weights now = w;
  now.window = fitted_transposed(w.window, node, run.in(0).shape());
  run_rows(now, run);
}

/// A phase as a convolution of the given sizes: everything but the tap pointer.
struct PhaseRun {
  kernel::ConvGeometry geometry;
  std::vector<kernel::ConvTap> taps;
  std::int64_t offset;  // of its first output
};

PhaseRun phase_run(const Phase& phase, const Weights& w, const Shape& x, const Shape& y) {
  const std::int64_t sy = w.window.stride[0];
  const std::int64_t sx = w.window.stride[1];
  PhaseRun part{.geometry = {.channels = w.channels,
                             .in_h = x[2],
                             .in_w = x[3],
                             .rows = std::max<std::int64_t>(0, y[2] - phase.y + sy - 1) / sy,
                             .columns = std::max<std::int64_t>(0, y[3] - phase.x + sx - 1) / sx,
                             .out_plane = y[2] * y[3],
                             .out_row = sy * y[3],
                             .out_column = sx},
                .taps = phase.taps,
                .offset = phase.y * y[3] + phase.x};
  for (kernel::ConvTap& tap : part.taps) kernel::set_tap_range(tap, 1, x[3], part.geometry.columns);
  return part;
}

void run_phases(const Weights& w, const std::vector<Phase>& phases, const Run& run) {
  const Shape x = as_planes(run.in(0).shape());
  const Shape y = as_planes(run.outputs[0].shape());
  std::vector<PhaseRun> parts;
  for (const Phase& phase : phases) parts.push_back(phase_run(phase, w, x, y));
  for (PhaseRun& part : parts) {
    part.geometry.taps = part.taps.data();
    part.geometry.tap_count = static_cast<std::int64_t>(part.taps.size());
  }
  const auto phase_count = static_cast<std::int64_t>(parts.size());
  const std::int64_t most_positions = parts[0].geometry.rows * parts[0].geometry.columns;
  const std::int64_t tiles = (most_positions + kernel::kConvPositions - 1) / kernel::kConvPositions;
  // Phases of one tile follow each other: they interleave in the same cache lines.
  const auto task = [&, x_data = run.x(), y_data = run.y()](std::int64_t i, float* scratch) {
    const auto p = static_cast<std::size_t>(i % phase_count);
    const std::int64_t first = i / phase_count % tiles * kernel::kConvPositions;
    const std::int64_t plane_group = i / phase_count / tiles;
    const std::int64_t group = plane_group % w.window.group;
    const kernel::ConvGeometry& geometry = parts[p].geometry;
    const std::int64_t last = std::min(first + kernel::kConvPositions, geometry.rows * geometry.columns);
    if (first >= last) return;
    kernel::conv_task(geometry,
                      {.x = x_data + plane_group * w.channels * x[2] * x[3],
                       .packed = phases[p].packed[static_cast<std::size_t>(group)].data(),
                       .bias = w.bias.empty() ? nullptr : w.bias.data() + group * w.out_channels,
                       .y = y_data + plane_group * w.out_channels * geometry.out_plane + parts[p].offset,
                       .first_position = first,
                       .last_position = last,
                       .first_channel = 0,
                       .last_channel = w.out_channels,
                       .scratch = scratch});
  };
  run.workers.for_each(x[0] * w.window.group * tiles * phase_count, kernel::kConvScratch, task);
}

}  // namespace

Step conv_transpose(const Site& site) {
  Weights weights = weights_of(site);
  if (weights.window.auto_pad != AutoPad::none || site.node.attributes.contains("output_shape"))
    return [w = std::move(weights), node = &site.node](const Run& run) { run_fitted(w, *node, run); };
  if (weights.out_channels <= kFewChannels)
    return [w = std::move(weights)](const Run& run) { run_rows(w, run); };
  std::vector<Phase> phases = phases_of(weights);
  weights.weight = {};  // its numbers live on in the phases
  return [w = std::move(weights), phases = std::move(phases)](const Run& run) { run_phases(w, phases, run); };
}

}  // namespace perpixel::op
