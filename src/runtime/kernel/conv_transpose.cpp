#include "runtime/kernel/conv_transpose.h"

#include <algorithm>

namespace perpixel::kernel {

namespace {

/// y[j * stride + offset] += x[j] * weight for all j that stay inside.
void add_tap(const float* x, std::int64_t in_w, float weight, std::int64_t offset, std::int64_t stride,
             float* y, std::int64_t out_w) {
  const std::int64_t begin = offset < 0 ? (-offset + stride - 1) / stride : 0;
  const std::int64_t end = offset >= out_w ? 0 : std::min(in_w, (out_w - 1 - offset) / stride + 1);
  for (std::int64_t j = begin; j < end; ++j) y[j * stride + offset] += x[j] * weight;
}

}  // namespace

void conv_transpose_row(const TransposedGeometry& g, const float* x, const float* weight, float bias,
                        std::int64_t oy, float* y) {
  std::fill(y, y + g.out_w, bias);
  for (std::int64_t c = 0; c < g.channels; ++c) {
    const float* plane = x + c * g.in[0] * g.in[1];
    const float* kernel = weight + c * g.weight_step;
    for (std::int64_t ky = 0; ky < g.kernel[0]; ++ky) {
      const std::int64_t reach = oy + g.pad[0] - ky * g.dilation[0];
      if (reach < 0 || reach % g.stride[0] != 0 || reach / g.stride[0] >= g.in[0]) continue;
      const float* row = plane + reach / g.stride[0] * g.in[1];
      for (std::int64_t kx = 0; kx < g.kernel[1]; ++kx)
        add_tap(row, g.in[1], kernel[ky * g.kernel[1] + kx], kx * g.dilation[1] - g.pad[1], g.stride[1], y,
                g.out_w);
    }
  }
}

}  // namespace perpixel::kernel
