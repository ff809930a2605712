#include "runtime/kernel/conv.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernel/conv.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace perpixel::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;
constexpr std::int64_t kLanes = hn::MaxLanes(D());
constexpr std::int64_t kColumns = 2 * kLanes;  // positions of one register tile
static_assert(kConvPositions % kColumns == 0);

/// out [kConvRows, kColumns] = sum over k of a[k, row] * b[k, column].
/// 12 sums in registers, two vectors of b and one broadcast of a: fits 16 registers and hides the latency of
/// the multiply-add.
HWY_INLINE void register_tile(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::int64_t depth,
                              float* HWY_RESTRICT out) {
  const D d;
  auto s00 = hn::Zero(d), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
  auto s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
  for (std::int64_t k = 0; k < depth; ++k, a += kConvRows, b += kColumns) {
    const auto b0 = hn::Load(d, b);
    const auto b1 = hn::Load(d, b + kLanes);
    const auto a0 = hn::Set(d, a[0]);
    s00 = hn::MulAdd(a0, b0, s00);
    s01 = hn::MulAdd(a0, b1, s01);
    const auto a1 = hn::Set(d, a[1]);
    s10 = hn::MulAdd(a1, b0, s10);
    s11 = hn::MulAdd(a1, b1, s11);
    const auto a2 = hn::Set(d, a[2]);
    s20 = hn::MulAdd(a2, b0, s20);
    s21 = hn::MulAdd(a2, b1, s21);
    const auto a3 = hn::Set(d, a[3]);
    s30 = hn::MulAdd(a3, b0, s30);
    s31 = hn::MulAdd(a3, b1, s31);
    const auto a4 = hn::Set(d, a[4]);
    s40 = hn::MulAdd(a4, b0, s40);
    s41 = hn::MulAdd(a4, b1, s41);
    const auto a5 = hn::Set(d, a[5]);
    s50 = hn::MulAdd(a5, b0, s50);
    s51 = hn::MulAdd(a5, b1, s51);
  }
  const auto store = [&](std::int64_t row, auto low, auto high) {
    hn::Store(low, d, out + row * kColumns);
    hn::Store(high, d, out + row * kColumns + kLanes);
  };
  store(0, s00, s01);
  store(1, s10, s11);
  store(2, s20, s21);
  store(3, s30, s31);
  store(4, s40, s41);
  store(5, s50, s51);
}

/// What one tap sees from output columns [ox, ox + count) of one row: x_row is the input row, null outside
/// the picture.
HWY_INLINE void gather_run(const float* x_row, const ConvTap& tap, std::int64_t stride, std::int64_t ox,
                           std::int64_t count, float* HWY_RESTRICT out) {
  const std::int64_t begin = x_row ? std::clamp(tap.ox_begin, ox, ox + count) : ox + count;
  const std::int64_t end = std::clamp(tap.ox_end, begin, ox + count);
  const auto bytes = [](std::int64_t floats) { return static_cast<std::size_t>(floats) * sizeof(float); };
  std::memset(out, 0, bytes(begin - ox));
  if (begin < end) {
    const float* from = x_row + begin * stride + tap.dx;
    if (stride == 1) {
      std::memcpy(out + (begin - ox), from, bytes(end - begin));
    } else {
      for (std::int64_t i = 0; i < end - begin; ++i) out[begin - ox + i] = from[i * stride];
    }
  }
  std::memset(out + (end - ox), 0, bytes(ox + count - end));
}

/// One row of the patch matrix: what `tap` of one input plane gives to positions [first, last).
HWY_INLINE void gather_row(const ConvGeometry& g, const float* plane, const ConvTap& tap, std::int64_t first,
                           std::int64_t last, float* HWY_RESTRICT out) {
  std::int64_t oy = first / g.columns;
  std::int64_t ox = first % g.columns;
  while (first < last) {
    const std::int64_t count = std::min(last - first, g.columns - ox);
    const std::int64_t iy = oy * g.stride_y + tap.dy;
    gather_run(iy >= 0 && iy < g.in_h ? plane + iy * g.in_w : nullptr, tap, g.stride_x, ox, count, out);
    first += count;
    out += count;
    ox = 0;
    ++oy;
  }
}

/// Rows [k_begin, k_end) of the patch matrix as panels [panel][k][kColumns].
void gather_panels(const ConvGeometry& g, const ConvTask& task, std::int64_t k_begin, std::int64_t k_end) {
  HWY_ALIGN_MAX float row[kConvPositions];
  const std::int64_t count = task.last_position - task.first_position;
  const std::int64_t panels = (count + kColumns - 1) / kColumns;
  std::fill(row + count, row + panels * kColumns, 0.f);
  const std::int64_t depth = k_end - k_begin;
  std::int64_t channel = k_begin / std::max<std::int64_t>(g.tap_count, 1);
  std::int64_t tap = k_begin - channel * g.tap_count;
  for (std::int64_t k = 0; k < depth; ++k) {
    const float* plane = task.x + channel * g.in_h * g.in_w;
    gather_row(g, plane, g.taps[tap], task.first_position, task.last_position, row);
    for (std::int64_t panel = 0; panel < panels; ++panel)
      std::memcpy(task.scratch + (panel * depth + k) * kColumns, row + panel * kColumns,
                  kColumns * sizeof(float));
    if (++tap == g.tap_count) {
      tap = 0;
      ++channel;
    }
  }
}

/// Where a tile goes: `count` positions from `position` on, output channel o.
struct Target {
  float* y;
  std::int64_t position;
  std::int64_t count;
};

HWY_INLINE void add_contiguous(const float* HWY_RESTRICT sums, std::int64_t count, float* HWY_RESTRICT y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] += sums[i];
}

HWY_INLINE void set_contiguous(const float* HWY_RESTRICT sums, std::int64_t count, float bias,
                               float* HWY_RESTRICT y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = bias + sums[i];
}

void store_scattered(const ConvGeometry& g, const float* sums, const Target& target, bool first, float bias) {
  std::int64_t oy = target.position / g.columns;
  std::int64_t ox = target.position % g.columns;
  for (std::int64_t i = 0; i < target.count; ++i) {
    float& y = target.y[oy * g.out_row + ox * g.out_column];
    y = (first ? bias : y) + sums[i];
    if (++ox == g.columns) {
      ox = 0;
      ++oy;
    }
  }
}

HWY_INLINE void store(const ConvGeometry& g, const float* sums, const Target& target, bool first,
                      float bias) {
  const bool contiguous = g.out_column == 1 && g.out_row == g.columns;
  if (!contiguous) return store_scattered(g, sums, target, first, bias);
  if (first) return set_contiguous(sums, target.count, bias, target.y + target.position);
  add_contiguous(sums, target.count, target.y + target.position);
}

void multiply_panels(const ConvGeometry& g, const ConvTask& task, std::int64_t k_begin, std::int64_t k_end) {
  HWY_ALIGN_MAX float sums[kConvRows * kColumns];
  const std::int64_t depth = k_end - k_begin;
  const std::int64_t whole_depth = g.channels * g.tap_count;
  for (std::int64_t p = task.first_position; p < task.last_position; p += kColumns) {
    const float* b = task.scratch + (p - task.first_position) * depth;
    const std::int64_t count = std::min(kColumns, task.last_position - p);
    for (std::int64_t o = task.first_channel; o < task.last_channel; o += kConvRows) {
      register_tile(task.packed + o * whole_depth + k_begin * kConvRows, b, depth, sums);
      for (std::int64_t r = 0; r < std::min(kConvRows, task.last_channel - o); ++r)
        store(g, sums + r * kColumns, {task.y + (o + r) * g.out_plane, p, count}, k_begin == 0,
              task.bias ? task.bias[o + r] : 0.f);
    }
  }
}

void conv_task_here(const ConvGeometry& g, const ConvTask& task) {
  const std::int64_t depth = g.channels * g.tap_count;
  std::int64_t k = 0;
  do {  // at least once: a phase without taps still stores the bias
    const std::int64_t end = std::min(k + kConvDepth, depth);
    gather_panels(g, task, k, end);
    multiply_panels(g, task, k, end);
    k = end;
  } while (k < depth);
}

}  // namespace HWY_NAMESPACE
}  // namespace perpixel::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace perpixel::kernel {

HWY_EXPORT(conv_task_here);

void conv_task(const ConvGeometry& geometry, const ConvTask& task) {
  HWY_DYNAMIC_DISPATCH(conv_task_here)(geometry, task);
}

void set_tap_range(ConvTap& tap, std::int64_t stride_x, std::int64_t in_w, std::int64_t columns) {
  tap.ox_begin = tap.dx < 0 ? std::min((-tap.dx + stride_x - 1) / stride_x, columns) : 0;
  tap.ox_end = in_w - 1 - tap.dx < 0 ? 0 : std::min((in_w - 1 - tap.dx) / stride_x + 1, columns);
}

std::int64_t packed_weight_size(std::int64_t out_channels, std::int64_t depth) {
  return (out_channels + kConvRows - 1) / kConvRows * kConvRows * depth;
}

void pack_weights(const float* weight, std::int64_t out_channels, std::int64_t depth, float* packed) {
  for (std::int64_t panel = 0; panel < out_channels; panel += kConvRows)
    for (std::int64_t k = 0; k < depth; ++k)
      for (std::int64_t o = panel; o < panel + kConvRows; ++o)
        *packed++ = o < out_channels ? weight[o * depth + k] : 0.f;
}

}  // namespace perpixel::kernel
#endif
