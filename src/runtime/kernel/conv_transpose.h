// Transposed convolution with few output channels a group (bilinear upsampling): one output row at a time.
#pragma once

#include <array>
#include <cstdint>

namespace perpixel::kernel {

/// Axis 0 = y, 1 = x.
struct TransposedGeometry {
  std::int64_t channels = 0;         // input channels of the group
  std::array<std::int64_t, 2> in{};  // height, width
  std::int64_t out_w = 0;
  std::array<std::int64_t, 2> kernel{}, stride{}, dilation{}, pad{};
  std::int64_t weight_step = 0;  // floats from one input channel's kernel to the next one's
};

/// Row `oy` of one output channel: y [out_w] = bias + sum over channels and taps; x [channels, H, W];
/// `weight` points at the kernel [kH, kW] of the first input channel.
void conv_transpose_row(const TransposedGeometry& geometry, const float* x, const float* weight, float bias,
                        std::int64_t oy, float* y);

}  // namespace perpixel::kernel
