#include "runtime/kernel/resize.h"

#include <algorithm>
#include <cmath>

namespace perpixel::kernel {

void nearest_taps(std::int64_t in, std::int64_t out, ResizeTap* taps) {
  const float step = static_cast<float>(in) / static_cast<float>(out);
  for (std::int64_t i = 0; i < out; ++i) {
    const auto source = static_cast<std::int64_t>(std::floor(static_cast<float>(i) * step));
    taps[i].low = taps[i].high = std::min(source, in - 1);
    taps[i].high_share = 0;
  }
}

void linear_taps(std::int64_t in, std::int64_t out, bool align_corners, ResizeTap* taps) {
  const float step = !align_corners ? static_cast<float>(in) / static_cast<float>(out)
                     : out > 1      ? static_cast<float>(in - 1) / static_cast<float>(out - 1)
                                    : 0.f;
  const float shift = align_corners ? 0.f : 0.5f;
  for (std::int64_t i = 0; i < out; ++i) {
    const float source = std::max(0.f, step * (static_cast<float>(i) + shift) - shift);
    taps[i].low = std::min(static_cast<std::int64_t>(source), in - 1);
    taps[i].high = std::min(taps[i].low + 1, in - 1);
    taps[i].high_share = std::clamp(source - static_cast<float>(taps[i].low), 0.f, 1.f);
  }
}

void resize_row(const float* low_row, const float* high_row, float high_share, const ResizeTap* columns,
                std::int64_t out_w, float* y) {
  for (std::int64_t x = 0; x < out_w; ++x) {
    const ResizeTap& tap = columns[x];
    const float low_share = 1.f - tap.high_share;
    const float low = low_share * low_row[tap.low] + tap.high_share * low_row[tap.high];
    const float high = low_share * high_row[tap.low] + tap.high_share * high_row[tap.high];
    y[x] = (1.f - high_share) * low + high_share * high;
  }
}

}  // namespace perpixel::kernel
