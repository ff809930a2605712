// Sliding-window attributes, shared by convolution, transposed convolution and pooling in every engine.
#pragma once

#include <array>
#include <cstdint>

#include "graph/graph.h"

namespace perpixel {

/// Padding that follows from the input's size: the output has ceil(input / stride) positions, an odd pad goes
/// to the end (upper) or the beginning (lower).
enum class AutoPad { none, same_upper, same_lower };

/// Axis 0 = y, 1 = x. Units: positions of the input (output for transposed convolution). A window over rows
/// [N, C, W] has 1, 1, 1, 0 on axis 0.
struct Window {
  std::array<std::int64_t, 2> kernel{1, 1};
  std::array<std::int64_t, 2> stride{1, 1};
  std::array<std::int64_t, 2> dilation{1, 1};
  std::array<std::int64_t, 2> pad_begin{0, 0};
  std::array<std::int64_t, 2> pad_end{0, 0};
  std::array<std::int64_t, 2> output_padding{0, 0};  // transposed convolution only
  std::int64_t group = 1;
  AutoPad auto_pad = AutoPad::none;  // the pads are not known yet
  bool ceil_mode = false;            // pooling only
  bool count_include_pad = false;    // average pooling only

  std::int64_t reach(int axis) const {  // effective kernel
    const auto a = static_cast<std::size_t>(axis);
    return dilation[a] * (kernel[a] - 1) + 1;
  }
};

/// Reads ONNX's kernel_shape, strides, dilations, pads, auto_pad, group, ceil_mode, output_padding,
/// count_include_pad. For convolutions the kernel comes from the weight's shape. Throws graph_invalid for
/// strides or dilations below 1 and negative pads, unsupported for windows of three axes or more.
Window window_of(const Node& node, const Shape* weight = nullptr);

/// Height and width of a feature map [N, C, H, W] or of rows [N, C, W], which count as [N, C, 1, W].
std::array<std::int64_t, 2> plane_of(const Shape& x);
/// [N, C, W] as [N, C, 1, W]; others as they are.
Shape as_planes(const Shape& x);

/// The window with its pads: those of auto_pad follow from the size of the input.
Window fitted(Window window, const Shape& x);
/// The same for a transposed convolution, whose attribute output_shape or auto_pad says what is to come out;
/// pads may be negative then: the result is larger than what the input reaches.
Window fitted_transposed(Window window, const Node& node, const Shape& x);

/// Output size of a convolution or pool along one axis; 0 or less when the window does not fit.
/// Ceil mode follows Caffe and PyTorch: the last window must start inside the input or its left padding.
std::int64_t window_output_size(const Window& window, int axis, std::int64_t input_size);

/// (n - 1) * stride - pads + reach + output_padding.
std::int64_t transposed_output_size(const Window& window, int axis, std::int64_t input_size);

}  // namespace perpixel
