#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "error/error.h"
#include "image/resize.h"

namespace perpixel {

namespace {

/// Sources and weights of one axis. PyTorch computes them in single precision, and the rounding of a
/// coordinate near 1000 is far larger than that of the blend: so do we.
template <int kTaps>
struct AxisTaps {
  std::vector<std::array<int, kTaps>> source;
  std::vector<std::array<float, kTaps>> weight;
};

float scale_of(int in_size, int out_size, bool align_corners) {
  if (!align_corners) return static_cast<float>(in_size) / static_cast<float>(out_size);
  return out_size > 1 ? static_cast<float>(in_size - 1) / static_cast<float>(out_size - 1) : 0.f;
}

/// Whether scale * (i + 0.5) - 0.5 is rounded once or twice; near pixel 1000 the difference is 3e-5 of a
/// pixel.
enum class Rounding { fused, separate };

/// Observed of PyTorch 2.15 on AVX2 and AVX-512: bicubic is fused; bilinear has a fused kernel for three
/// channels and for small outputs, and a general one that is not.
Rounding bilinear_rounding(std::int64_t channels, int height, int width) {
  return channels == 3 || height + width <= 128 ? Rounding::fused : Rounding::separate;
}

/// Where output i lies in the source, pixel centres at whole numbers.
float source_of(int i, float scale, bool align_corners, Rounding rounding) {
  const float centre = static_cast<float>(i) + 0.5f;
  if (align_corners) return scale * static_cast<float>(i);
  return rounding == Rounding::fused ? std::fma(scale, centre, -0.5f) : scale * centre - 0.5f;
}

AxisTaps<2> bilinear_taps(int in_size, int out_size, bool align_corners, Rounding rounding) {
  const float scale = scale_of(in_size, out_size, align_corners);
  AxisTaps<2> taps;
  for (int i = 0; i < out_size; ++i) {
    const float source = in_size == out_size ? static_cast<float>(i)
                                             : std::max(source_of(i, scale, align_corners, rounding), 0.f);
    const int low = std::min(static_cast<int>(source), in_size - 1);
    const float t = std::clamp(source - static_cast<float>(low), 0.f, 1.f);
    taps.source.push_back({low, std::min(low + 1, in_size - 1)});
    taps.weight.push_back({1.f - t, t});
  }
  return taps;
}

/// Keys 1981 with a = -0.75: weights of the four pixels around a point at distance t behind the second.
std::array<float, 4> cubic_weights(float t) {
  constexpr float a = -0.75f;
  const auto near = [](float x) { return std::fma(std::fma(a + 2, x, -(a + 3)) * x, x, 1.f); };
  const auto far = [](float x) { return std::fma(std::fma(std::fma(a, x, -5 * a), x, 8 * a), x, -4 * a); };
  return {far(t + 1), near(t), near(1 - t), far((1 - t) + 1)};
}

AxisTaps<4> bicubic_taps(int in_size, int out_size, bool align_corners) {
  const float scale = scale_of(in_size, out_size, align_corners);
  AxisTaps<4> taps;
  for (int i = 0; i < out_size; ++i) {
    const float source =
        in_size == out_size ? static_cast<float>(i) : source_of(i, scale, align_corners, Rounding::fused);
    const int low = std::min(static_cast<int>(std::floor(source)), in_size - 1);
    std::array<int, 4> pixels{};
    for (int k = 0; k < 4; ++k) pixels[static_cast<std::size_t>(k)] = std::clamp(low - 1 + k, 0, in_size - 1);
    taps.source.push_back(pixels);
    taps.weight.push_back(cubic_weights(std::clamp(source - static_cast<float>(low), 0.f, 1.f)));
  }
  return taps;
}

AxisTaps<1> nearest_taps(int in_size, int out_size) {
  const float scale = scale_of(in_size, out_size, false);
  AxisTaps<1> taps;
  for (int i = 0; i < out_size; ++i) {
    const int source = static_cast<int>(std::floor(static_cast<float>(i) * scale));
    taps.source.push_back({in_size == out_size ? i : std::min(source, in_size - 1)});
    taps.weight.push_back({1.f});
  }
  return taps;
}

template <int kTaps>
void interpolate_row(const float* in, const AxisTaps<kTaps>& x, float* out) {
  for (std::size_t i = 0; i < x.source.size(); ++i) {
    float sum = in[x.source[i][0]] * x.weight[i][0];
    for (std::size_t k = 1; k < kTaps; ++k) sum += in[x.source[i][k]] * x.weight[i][k];
    out[i] = sum;
  }
}

template <int kTaps>
void blend_rows(const std::array<const float*, kTaps>& rows, const std::array<float, kTaps>& weight,
                std::size_t width, float* out) {
  if constexpr (kTaps == 1) {
    std::copy_n(rows[0], width, out);
  } else {
    for (std::size_t i = 0; i < width; ++i) {
      float sum = rows[0][i] * weight[0];
      for (std::size_t k = 1; k < kTaps; ++k) sum += rows[k][i] * weight[k];
      out[i] = sum;
    }
  }
}

/// One plane [in_height, in_width] -> [height, width]: every source row is stretched once and kept while
/// output rows blend it; source row y lives in slot y % kTaps.
template <int kTaps>
class PlaneInterpolator {
 public:
  PlaneInterpolator(AxisTaps<kTaps> y, AxisTaps<kTaps> x, int in_width)
      : y_(std::move(y)),
        x_(std::move(x)),
        in_width_(static_cast<std::size_t>(in_width)),
        width_(x_.source.size()) {
    for (auto& row : rows_) row.resize(width_);
  }

  void operator()(const float* in, float* out) {
    held_.fill(-1);
    for (std::size_t i = 0; i < y_.source.size(); ++i, out += width_) {
      std::array<const float*, kTaps> rows{};
      for (std::size_t k = 0; k < kTaps; ++k) rows[k] = stretched(in, y_.source[i][k]);
      blend_rows<kTaps>(rows, y_.weight[i], width_, out);
    }
  }

 private:
  const float* stretched(const float* in, int y) {
    const std::size_t slot = static_cast<std::size_t>(y) % kTaps;
    if (held_[slot] != y)
      interpolate_row<kTaps>(in + static_cast<std::size_t>(y) * in_width_, x_, rows_[slot].data());
    held_[slot] = y;
    return rows_[slot].data();
  }

  AxisTaps<kTaps> y_, x_;
  std::size_t in_width_, width_;
  std::array<std::vector<float>, kTaps> rows_;
  std::array<int, kTaps> held_{};
};

template <int kTaps>
Tensor interpolate_planes(const Tensor& input, AxisTaps<kTaps> y, AxisTaps<kTaps> x) {
  const auto height = static_cast<std::int64_t>(y.source.size()),
             width = static_cast<std::int64_t>(x.source.size());
  const std::int64_t in_height = input.size(2), in_width = input.size(3);
  Tensor output({input.size(0), input.size(1), height, width});
  PlaneInterpolator<kTaps> plane(std::move(y), std::move(x), static_cast<int>(in_width));
  for (std::int64_t i = 0; i < input.size(0) * input.size(1); ++i)
    plane(input.floats().data() + i * in_height * in_width, output.floats().data() + i * height * width);
  return output;
}

}  // namespace

Tensor interpolate(const Tensor& input, int height, int width, InterpolateMode mode, bool align_corners) {
  if (input.rank() != 4 || input.count() == 0 || height <= 0 || width <= 0)
    throw Error(ErrorCode::shape_mismatch, "cannot interpolate " + shape_text(input.shape()) + " to " +
                                               std::to_string(height) + " x " + std::to_string(width) +
                                               ": the input must be a non-empty [N, C, H, W]");
  const int in_height = static_cast<int>(input.size(2)), in_width = static_cast<int>(input.size(3));
  switch (mode) {
    case InterpolateMode::nearest:
      return interpolate_planes(input, nearest_taps(in_height, height), nearest_taps(in_width, width));
    case InterpolateMode::bilinear: {
      const Rounding rounding = bilinear_rounding(input.size(1), height, width);
      return interpolate_planes(input, bilinear_taps(in_height, height, align_corners, rounding),
                                bilinear_taps(in_width, width, align_corners, rounding));
    }
    case InterpolateMode::bicubic:
      return interpolate_planes(input, bicubic_taps(in_height, height, align_corners),
                                bicubic_taps(in_width, width, align_corners));
  }
  return {};
}

}  // namespace perpixel
