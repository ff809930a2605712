// Resizing in the two conventions that people compare against, each under its own name.
#pragma once

#include "image/image.h"
#include "tensor/tensor.h"

namespace perpixel {

enum class PillowFilter { nearest, box, bilinear, bicubic, lanczos };

/// Pillow's Image.resize: antialiased (the support grows when shrinking), half-pixel centres; for u8 equal to
/// Pillow 12 to the bit (22-bit fixed-point weights, horizontal then vertical pass). u16 and f32 are summed
/// in double. Any channel count; alpha is a channel like the others, never premultiplied. Throws bad_value
/// when a size is not positive.
Image resize_pillow(const Image& image, int height, int width, PillowFilter filter = PillowFilter::bilinear);

/// A rectangle of the source in source pixels, fractions allowed; pixel (y, x) covers [y, y+1) x [x, x+1).
struct SourceBox {
  float left = 0, top = 0, right = 0, bottom = 0;
};

/// Pillow's Image.resize(..., box=): only `box` of the source is resized, but the filter still sees the
/// pixels around it. Throws bad_value when the box is empty or leaves the picture.
Image resize_pillow(const Image& image, const SourceBox& box, int height, int width,
                    PillowFilter filter = PillowFilter::bilinear);

/// Equals crop(resize_pillow(image, height, width, filter), top, left, crop_height, crop_width) to the bit,
/// without computing the rest. Throws bad_value when the crop is empty or leaves the resized picture.
Image resize_pillow_crop(const Image& image, int height, int width, int top, int left, int crop_height,
                         int crop_width, PillowFilter filter = PillowFilter::bilinear);

enum class InterpolateMode { nearest, bilinear, bicubic };

/// PyTorch's interpolate on a [N, C, H, W] f32 tensor, not antialiased.
/// align_corners = false: source x = (x + 0.5) * in / out - 0.5, clamped below at 0 (bilinear);
/// align_corners = true: source x = x * (in - 1) / (out - 1).
Tensor interpolate(const Tensor& input, int height, int width,
                   InterpolateMode mode = InterpolateMode::bilinear, bool align_corners = false);

/// Nearest neighbour for label maps and masks: source = floor((x + 0.5) * in / out), so that a picture and
/// its mask stay aligned. `rows` is [in_height, in_width] of any trivially copyable T.
template <class T>
std::vector<T> resize_nearest(std::span<const T> rows, int in_height, int in_width, int out_height,
                              int out_width) {
  std::vector<T> out(static_cast<std::size_t>(out_height) * static_cast<std::size_t>(out_width));
  for (int y = 0; y < out_height; ++y) {
    const auto sy = (std::int64_t{2} * y + 1) * in_height / (std::int64_t{2} * out_height);
    for (int x = 0; x < out_width; ++x) {
      const auto sx = (std::int64_t{2} * x + 1) * in_width / (std::int64_t{2} * out_width);
      out[static_cast<std::size_t>(y) * static_cast<std::size_t>(out_width) + static_cast<std::size_t>(x)] =
          rows[static_cast<std::size_t>(sy * in_width + sx)];
    }
  }
  return out;
}

}  // namespace perpixel
