#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resize_u8.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include <hwy/highway.h>

#include <algorithm>
#include <cstring>

#include "image/resize_u8.h"

HWY_BEFORE_NAMESPACE();
namespace perpixel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::int32_t kHalf = 1 << (kFixedPointBits - 1);

inline std::uint8_t rounded(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFixedPointBits, 0, 255));
}

/// Any channel count, one sample at a time; `kChannels` > 0 is the count known beforehand.
template <int kChannels>
void resize_row_any(const std::uint8_t* row, int any_channels, const ResizeWeights& x, std::uint8_t* out) {
  const int channels = kChannels > 0 ? kChannels : any_channels;
  for (int i = 0; i < x.outputs(); ++i) {
    const std::int32_t* weights = x.fixed_of(i);
    const std::uint8_t* from = row + static_cast<std::ptrdiff_t>(x.first[i]) * channels;
    for (int c = 0; c < channels; ++c, ++from) {
      std::int32_t sum = kHalf;
      for (int k = 0; k < x.count[i]; ++k) sum += from[k * channels] * weights[k];
      *out++ = rounded(sum);
    }
  }
}

#if HWY_TARGET != HWY_SCALAR
/// Three or four channels: the channels of one pixel are the four lanes. The fourth lane of RGB is the next
/// pixel's red; it is stored, and then overwritten by the next pixel.
template <int kChannels>
void resize_row_lanes(const std::uint8_t* row, const ResizeWeights& x, std::uint8_t* out) {
  const hn::FixedTag<std::int32_t, 4> d32;
  const hn::FixedTag<std::uint8_t, 4> d8;
  const int* first = x.first.data();
  const int* count = x.count.data();
  const std::int32_t* weights = x.fixed.data();
  for (int i = 0; i < x.outputs(); ++i, weights += x.stride, out += kChannels) {
    const std::uint8_t* from = row + static_cast<std::ptrdiff_t>(first[i]) * kChannels;
    auto sum = hn::Set(d32, kHalf);
    for (int k = 0; k < count[i]; ++k)
      sum = hn::Add(
          sum, hn::Mul(hn::PromoteTo(d32, hn::LoadU(d8, from + k * kChannels)), hn::Set(d32, weights[k])));
    hn::StoreU(hn::DemoteTo(d8, hn::ShiftRight<kFixedPointBits>(sum)), d8, out);
  }
}

/// One channel: four taps are the four lanes.
void resize_row_grey(const std::uint8_t* row, const ResizeWeights& x, std::uint8_t* out) {
  const hn::FixedTag<std::int32_t, 4> d32;
  const hn::FixedTag<std::uint8_t, 4> d8;
  for (int i = 0; i < x.outputs(); ++i) {
    const std::int32_t* weights = x.fixed_of(i);
    const std::uint8_t* from = row + x.first[i];
    auto sums = hn::Zero(d32);
    int k = 0;
    for (; k + 4 <= x.count[i]; k += 4)
      sums = hn::Add(sums, hn::Mul(hn::PromoteTo(d32, hn::LoadU(d8, from + k)), hn::LoadU(d32, weights + k)));
    std::int32_t sum = kHalf + hn::GetLane(hn::SumOfLanes(d32, sums));
    for (; k < x.count[i]; ++k) sum += from[k] * weights[k];
    out[i] = rounded(sum);
  }
}
#endif

void resize_row(const std::uint8_t* row, int channels, const ResizeWeights& x, std::uint8_t* out) {
#if HWY_TARGET != HWY_SCALAR
  if (channels == 1 && x.stride > 4) return resize_row_grey(row, x, out);
  if (channels == 3) return resize_row_lanes<3>(row, x, out);
  if (channels == 4) return resize_row_lanes<4>(row, x, out);
#endif
  if (channels == 1) return resize_row_any<1>(row, channels, x, out);
  resize_row_any<0>(row, channels, x, out);
}

void blend_rows(const std::uint8_t* const* rows, const std::int32_t* weights, int count, std::size_t samples,
                std::uint8_t* out) {
  const hn::ScalableTag<std::int32_t> d32;
  const hn::Rebind<std::uint8_t, decltype(d32)> d8;
  const std::size_t lanes = hn::Lanes(d32);
  std::size_t i = 0;
  for (; i + 2 * lanes <= samples; i += 2 * lanes) {
    auto sum0 = hn::Set(d32, kHalf), sum1 = sum0;
    for (int k = 0; k < count; ++k) {
      const auto weight = hn::Set(d32, weights[k]);
      sum0 = hn::Add(sum0, hn::Mul(hn::PromoteTo(d32, hn::LoadU(d8, rows[k] + i)), weight));
      sum1 = hn::Add(sum1, hn::Mul(hn::PromoteTo(d32, hn::LoadU(d8, rows[k] + i + lanes)), weight));
    }
    hn::StoreU(hn::DemoteTo(d8, hn::ShiftRight<kFixedPointBits>(sum0)), d8, out + i);
    hn::StoreU(hn::DemoteTo(d8, hn::ShiftRight<kFixedPointBits>(sum1)), d8, out + i + lanes);
  }
  for (; i < samples; ++i) {
    std::int32_t sum = kHalf;
    for (int k = 0; k < count; ++k) sum += rows[k][i] * weights[k];
    out[i] = rounded(sum);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace perpixel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace perpixel {

HWY_EXPORT(resize_row);
HWY_EXPORT(blend_rows);

void resize_row_u8(const std::uint8_t* row, int channels, const ResizeWeights& x, std::uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(resize_row)(row, channels, x, out);
}

void blend_rows_u8(const std::uint8_t* const* rows, const std::int32_t* weights, int count,
                   std::size_t samples, std::uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(blend_rows)(rows, weights, count, samples, out);
}

}  // namespace perpixel
#endif
