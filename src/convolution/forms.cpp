#include "convolution/forms.h"

#include <algorithm>

#include "error/error.h"
#include "graph/op/window.h"

namespace perpixel {

namespace {

/// The form along one axis: the axis of a one-row signal with a one-row kernel does not move.
struct AxisForm {
  std::int64_t kernel, stride, pad, dilation, output_padding;
  std::int64_t reach() const { return dilation * (kernel - 1) + 1; }
};

AxisForm along(std::int64_t size, std::int64_t kernel, const ConvForm& form) {
  if (size == 1 && kernel == 1) return {1, 1, 0, 1, 0};
  return {kernel, form.stride, form.pad, form.dilation, form.output_padding};
}

struct BothAxes {
  AxisForm y, x;
};

void require(bool holds, const char* what, int value, const std::string& bound) {
  if (!holds)
    throw Error(ErrorCode::bad_value,
                std::string(what) + " = " + std::to_string(value) + " must be " + bound);
}

BothAxes axes_of(const Map& map, const Map& kernel, const ConvForm& form) {
  require(form.stride >= 1, "stride", form.stride, "at least 1");
  require(form.dilation >= 1, "dilation", form.dilation, "at least 1");
  require(form.pad >= 0, "pad", form.pad, "at least 0");
  require(form.output_padding >= 0 && form.output_padding < std::max(form.stride, form.dilation),
          "output_padding", form.output_padding, "in [0, larger of stride and dilation)");
  return {along(map.rows, kernel.rows, form), along(map.columns, kernel.columns, form)};
}

Window window_of(const AxisForm& axis) {
  Window window;
  window.kernel[0] = axis.kernel;
  window.stride[0] = axis.stride;
  window.dilation[0] = axis.dilation;
  window.pad_begin[0] = window.pad_end[0] = axis.pad;
  window.output_padding[0] = axis.output_padding;
  return window;
}

std::int64_t convolved(std::int64_t size, const AxisForm& axis) {
  return std::max<std::int64_t>(0, window_output_size(window_of(axis), 0, size));
}

std::int64_t upsampled(std::int64_t size, const AxisForm& axis) {
  return std::max<std::int64_t>(0, transposed_output_size(window_of(axis), 0, size));
}

Map flipped(const Map& kernel) {
  Map out = kernel;
  std::ranges::reverse(out.values);
  return out;
}

/// Every step-th position from `phase`.
Map sub_grid(const Map& map, std::int64_t y_phase, std::int64_t x_phase, std::int64_t y_step,
             std::int64_t x_step) {
  const auto count = [](std::int64_t size, std::int64_t phase, std::int64_t step) {
    return size > phase ? (size - phase + step - 1) / step : 0;
  };
  Map out(count(map.rows, y_phase, y_step), count(map.columns, x_phase, x_step));
  for (std::int64_t y = 0; y < out.rows; ++y)
    for (std::int64_t x = 0; x < out.columns; ++x)
      out.at(y, x) = map.at(y_phase + y * y_step, x_phase + x * x_step);
  return out;
}

/// The window [top, top + rows) x [left, left + columns), zero beyond the map.
Map cut(const Map& map, std::int64_t top, std::int64_t left, std::int64_t rows, std::int64_t columns) {
  Map out(rows, columns);
  for (std::int64_t y = 0; y < rows; ++y)
    for (std::int64_t x = 0; x < columns; ++x) out.at(y, x) = map.padded(top + y, left + x);
  return out;
}

}  // namespace

Map convolve(const Map& x, const Map& kernel, const ConvForm& form) {
  const BothAxes axes = axes_of(x, kernel, form);
  Map out(convolved(x.rows, axes.y), convolved(x.columns, axes.x));
  for (std::int64_t oy = 0; oy < out.rows; ++oy)
    for (std::int64_t ox = 0; ox < out.columns; ++ox)
      for (std::int64_t ky = 0; ky < kernel.rows; ++ky)
        for (std::int64_t kx = 0; kx < kernel.columns; ++kx)
          out.at(oy, ox) +=
              kernel.at(ky, kx) * x.padded(oy * axes.y.stride - axes.y.pad + ky * axes.y.dilation,
                                           ox * axes.x.stride - axes.x.pad + kx * axes.x.dilation);
  return out;
}

Map convolution_matrix(const Map& kernel, std::int64_t rows, std::int64_t columns, const ConvForm& form) {
  // Column i is what the convolution makes of a one at input i alone.
  Map impulse(rows, columns);
  const auto outputs = static_cast<std::int64_t>(convolve(impulse, kernel, form).values.size());
  Map matrix(outputs, rows * columns);
  for (std::int64_t i = 0; i < rows * columns; ++i) {
    impulse.values[static_cast<std::size_t>(i)] = 1;
    const Map response = convolve(impulse, kernel, form);
    for (std::int64_t o = 0; o < outputs; ++o) matrix.at(o, i) = response.values[static_cast<std::size_t>(o)];
    impulse.values[static_cast<std::size_t>(i)] = 0;
  }
  return matrix;
}

Map times(const Map& matrix, const Map& x, std::int64_t rows, std::int64_t columns) {
  if (matrix.columns != static_cast<std::int64_t>(x.values.size()) || matrix.rows != rows * columns)
    throw Error(ErrorCode::shape_mismatch, "a matrix of " + std::to_string(matrix.rows) + " x " +
                                               std::to_string(matrix.columns) + " times " +
                                               std::to_string(x.values.size()) + " values as " +
                                               std::to_string(rows) + " x " + std::to_string(columns));
  Map out(rows, columns);
  for (std::int64_t o = 0; o < matrix.rows; ++o)
    for (std::int64_t i = 0; i < matrix.columns; ++i)
      out.values[static_cast<std::size_t>(o)] += matrix.at(o, i) * x.values[static_cast<std::size_t>(i)];
  return out;
}

Map transposed(const Map& matrix) {
  Map out(matrix.columns, matrix.rows);
  for (std::int64_t y = 0; y < matrix.rows; ++y)
    for (std::int64_t x = 0; x < matrix.columns; ++x) out.at(x, y) = matrix.at(y, x);
  return out;
}

Map transposed_by_copies(const Map& z, const Map& kernel, const ConvForm& form) {
  const BothAxes axes = axes_of(z, kernel, form);
  Map out(upsampled(z.rows, axes.y), upsampled(z.columns, axes.x));
  for (std::int64_t my = 0; my < z.rows; ++my)
    for (std::int64_t mx = 0; mx < z.columns; ++mx)
      for (std::int64_t ky = 0; ky < kernel.rows; ++ky)
        for (std::int64_t kx = 0; kx < kernel.columns; ++kx) {
          const std::int64_t y = my * axes.y.stride - axes.y.pad + ky * axes.y.dilation;
          const std::int64_t x = mx * axes.x.stride - axes.x.pad + kx * axes.x.dilation;
          if (y >= 0 && x >= 0 && y < out.rows && x < out.columns)
            out.at(y, x) += kernel.at(ky, kx) * z.at(my, mx);
        }
  return out;
}

Map transposed_by_gathering(const Map& z, const Map& kernel, const ConvForm& form) {
  const BothAxes axes = axes_of(z, kernel, form);
  /// The input that tap k of output position o reads: -1 when it lies between two of them.
  const auto source = [](std::int64_t o, std::int64_t k, const AxisForm& axis) {
    const std::int64_t at = o + axis.pad - k * axis.dilation;
    return at >= 0 && at % axis.stride == 0 ? at / axis.stride : -1;
  };
  Map out(upsampled(z.rows, axes.y), upsampled(z.columns, axes.x));
  for (std::int64_t oy = 0; oy < out.rows; ++oy)
    for (std::int64_t ox = 0; ox < out.columns; ++ox)
      for (std::int64_t ky = 0; ky < kernel.rows; ++ky)
        for (std::int64_t kx = 0; kx < kernel.columns; ++kx)
          out.at(oy, ox) += kernel.at(ky, kx) * z.padded(source(oy, ky, axes.y), source(ox, kx, axes.x));
  return out;
}

Map transposed_by_zeros(const Map& z, const Map& kernel, const ConvForm& form) {
  const BothAxes axes = axes_of(z, kernel, form);
  require(axes.y.pad < axes.y.reach() && axes.x.pad < axes.x.reach(), "pad", form.pad,
          "below the kernel's reach");
  Map spread((z.rows - 1) * axes.y.stride + 1, (z.columns - 1) * axes.x.stride + 1);
  for (std::int64_t y = 0; y < z.rows; ++y)
    for (std::int64_t x = 0; x < z.columns; ++x) spread.at(y * axes.y.stride, x * axes.x.stride) = z.at(y, x);
  // Full padding, less what the transposed one crops; output_padding uncrops at the end.
  const std::int64_t top = axes.y.reach() - 1 - axes.y.pad, left = axes.x.reach() - 1 - axes.x.pad;
  const Map framed = cut(spread, -top, -left, spread.rows + 2 * top + axes.y.output_padding,
                         spread.columns + 2 * left + axes.x.output_padding);
  return convolve(framed, flipped(kernel), {.dilation = form.dilation});
}

Map transposed_by_phases(const Map& z, const Map& kernel, const ConvForm& form) {
  require(form.dilation == 1, "dilation", form.dilation, "1");
  const BothAxes axes = axes_of(z, kernel, form);
  Map full((z.rows - 1) * axes.y.stride + axes.y.reach(), (z.columns - 1) * axes.x.stride + axes.x.reach());
  for (std::int64_t py = 0; py < axes.y.stride; ++py)
    for (std::int64_t px = 0; px < axes.x.stride; ++px) {
      const Map taps = sub_grid(kernel, py, px, axes.y.stride, axes.x.stride);
      if (taps.values.empty()) continue;
      const Map phase = transposed_by_copies(z, taps);  // of stride 1: a full convolution
      for (std::int64_t y = 0; y < phase.rows; ++y)
        for (std::int64_t x = 0; x < phase.columns; ++x)
          if (py + y * axes.y.stride < full.rows && px + x * axes.x.stride < full.columns)
            full.at(py + y * axes.y.stride, px + x * axes.x.stride) = phase.at(y, x);
    }
  return cut(full, axes.y.pad, axes.x.pad, upsampled(z.rows, axes.y), upsampled(z.columns, axes.x));
}

Map dilated_by_phases(const Map& x, const Map& kernel, int dilation, int pad) {
  require(pad % dilation == 0, "pad", pad, "a multiple of the dilation");
  const ConvForm whole{.pad = pad, .dilation = dilation};
  const BothAxes axes = axes_of(x, kernel, whole);
  Map out(convolved(x.rows, axes.y), convolved(x.columns, axes.x));
  for (std::int64_t py = 0; py < axes.y.dilation; ++py)
    for (std::int64_t px = 0; px < axes.x.dilation; ++px) {
      const Map phase =
          convolve(sub_grid(x, py, px, axes.y.dilation, axes.x.dilation), kernel, {.pad = pad / dilation});
      for (std::int64_t y = 0; py + y * axes.y.dilation < out.rows; ++y)
        for (std::int64_t xx = 0; px + xx * axes.x.dilation < out.columns; ++xx)
          out.at(py + y * axes.y.dilation, px + xx * axes.x.dilation) = phase.at(y, xx);
    }
  return out;
}

}  // namespace perpixel
