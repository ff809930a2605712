// Sliding-window attributes, shared by convolution, transposed convolution and pooling in every engine.
#pragma once

#include <array>
#include <cstdint>

#include "graph/graph.h"

namespace perpixel {

/// Axis 0 = y, 1 = x. Units: positions of the input (output for transposed convolution).
struct Window {
  std::array<std::int64_t, 2> kernel{1, 1};
  std::array<std::int64_t, 2> stride{1, 1};
  std::array<std::int64_t, 2> dilation{1, 1};
  std::array<std::int64_t, 2> pad_begin{0, 0};
  std::array<std::int64_t, 2> pad_end{0, 0};
  std::array<std::int64_t, 2> output_padding{0, 0};  // transposed convolution only
  std::int64_t group = 1;
  bool ceil_mode = false;          // pooling only
  bool count_include_pad = false;  // average pooling only

  std::int64_t reach(int axis) const {  // effective kernel
    const auto a = static_cast<std::size_t>(axis);
    return dilation[a] * (kernel[a] - 1) + 1;
  }
};

/// Reads ONNX's kernel_shape, strides, dilations, pads, group, ceil_mode, output_padding, count_include_pad.
/// For convolutions the kernel comes from the weight's shape. Throws graph_invalid for strides or dilations
/// below 1, negative pads, or auto_pad other than NOTSET.
Window window_of(const Node& node, const Shape* weight = nullptr);

/// Output size of a convolution or pool along one axis; 0 or less when the window does not fit.
/// Ceil mode follows Caffe and PyTorch: the last window must start inside the input or its left padding.
std::int64_t window_output_size(const Window& window, int axis, std::int64_t input_size);

/// (n - 1) * stride - pads + reach + output_padding.
std::int64_t transposed_output_size(const Window& window, int axis, std::int64_t input_size);

}  // namespace perpixel
