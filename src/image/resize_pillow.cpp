#include <algorithm>
#include <cmath>
#include <cstring>

#include "error/error.h"
#include "image/resize.h"
#include "image/resize_u8.h"
#include "image/resize_weights.h"

namespace perpixel {

namespace {

/// The wanted part of the resized picture.
struct Window {
  int top = 0, left = 0, height = 0, width = 0;
};

/// One axis of the resize. Where source and output coincide (`identity`) Pillow skips the pass, and so do we:
/// the sharper filters would not return the very same samples.
struct Axis {
  bool identity = false;
  int from = 0;  // identity: source of output 0
  ResizeWeights weights;

  int first(int i) const { return identity ? from + i : weights.first[static_cast<std::size_t>(i)]; }
  int count(int i) const { return identity ? 1 : weights.count[static_cast<std::size_t>(i)]; }
};

Axis axis_of(int in_size, float begin, float end, int out_size, int from, int outputs, PillowFilter filter) {
  if (in_size == out_size && begin == 0 && end == static_cast<float>(out_size)) return {true, from, {}};
  return {false, from, pillow_weights(in_size, begin, end, out_size, from, outputs, filter)};
}

std::uint16_t rounded_u16(double value) {  // overshoot is clamped; Pillow wraps the low byte there
  return static_cast<std::uint16_t>(std::clamp(std::floor(value + 0.5), 0.0, 65535.0));
}
float rounded_f32(double value) { return static_cast<float>(value); }

template <class T>
T rounded(double value) {
  if constexpr (std::is_same_v<T, float>)
    return rounded_f32(value);
  else
    return rounded_u16(value);
}

void resize_row(const std::uint8_t* row, int channels, const ResizeWeights& x, std::uint8_t* out) {
  resize_row_u8(row, channels, x, out);
}

template <class T>
void resize_row(const T* row, int channels, const ResizeWeights& x, T* out) {
  for (int i = 0; i < x.outputs(); ++i) {
    const double* weights = x.weights_of(i);
    const T* from = row + static_cast<std::ptrdiff_t>(x.first[static_cast<std::size_t>(i)]) * channels;
    for (int c = 0; c < channels; ++c, ++from) {
      double sum = 0;
      for (int k = 0; k < x.count[static_cast<std::size_t>(i)]; ++k) sum += from[k * channels] * weights[k];
      *out++ = rounded<T>(sum);
    }
  }
}

void blend_rows(const std::vector<const std::uint8_t*>& rows, const ResizeWeights& y, int i,
                std::size_t samples, std::uint8_t* out) {
  blend_rows_u8(rows.data(), y.fixed_of(i), y.count[static_cast<std::size_t>(i)], samples, out);
}

template <class T>
void blend_rows(const std::vector<const T*>& rows, const ResizeWeights& y, int i, std::size_t samples,
                T* out) {
  constexpr std::size_t kChunk = 256;  // sums stay in the first cache
  double sums[kChunk];
  for (std::size_t at = 0; at < samples; at += kChunk) {
    const std::size_t size = std::min(kChunk, samples - at);
    std::fill_n(sums, size, 0.0);
    for (int k = 0; k < y.count[static_cast<std::size_t>(i)]; ++k) {
      const T* row = rows[static_cast<std::size_t>(k)] + at;
      const double weight = y.weights_of(i)[k];
      for (std::size_t j = 0; j < size; ++j) sums[j] += row[j] * weight;
    }
    std::transform(sums, sums + size, out + at, rounded<T>);
  }
}

/// Source rows after the horizontal pass, made when first asked for and kept for as long as the vertical pass
/// needs them: row y lives in slot y % kept, while it is hot in the cache.
template <class T>
class ResizedRows {
 public:
  ResizedRows(const Image& image, const Axis& x, int outputs, int kept)
      : image_(image),
        x_(x),
        kept_(kept),
        stride_(static_cast<std::size_t>(outputs) * static_cast<std::size_t>(image.channels()) + kRowSlack) {
    if (!x.identity) rows_.resize(stride_ * static_cast<std::size_t>(kept));
  }

  /// Rows are asked for in rising order, at most `kept` back.
  const T* operator()(int y) {
    if (x_.identity) return image_.samples<T>().data() + image_.offset(y, x_.from, 0);
    T* slot = rows_.data() + static_cast<std::size_t>(y % kept_) * stride_;
    if (y > newest_) {
      resize_row(readable_row(y), image_.channels(), x_.weights, slot);
      newest_ = y;
    }
    return slot;
  }

 private:
  /// The source row, copied where the slack behind it would leave the picture.
  const T* readable_row(int y) {
    const auto samples = image_.samples<T>();
    const std::size_t begin = image_.offset(y, 0, 0), end = image_.offset(y + 1, 0, 0);
    if (end + kRowSlack <= samples.size()) return samples.data() + begin;
    last_.assign(end - begin + kRowSlack, T{});
    std::copy_n(samples.data() + begin, end - begin, last_.begin());
    return last_.data();
  }

  const Image& image_;
  const Axis& x_;
  int kept_, newest_ = -1;
  std::size_t stride_;
  std::vector<T> rows_, last_;
};

template <class T>
void resize_two_passes(const Image& image, const Axis& x, const Axis& y, Image& out) {
  const int kept = y.identity ? 1 : y.weights.stride;
  const std::size_t samples =
      static_cast<std::size_t>(out.width()) * static_cast<std::size_t>(out.channels());
  ResizedRows<T> resized(image, x, out.width(), kept);
  std::vector<const T*> rows(static_cast<std::size_t>(kept));
  for (int i = 0; i < out.height(); ++i) {
    for (int k = 0; k < y.count(i); ++k) rows[static_cast<std::size_t>(k)] = resized(y.first(i) + k);
    T* to = out.samples<T>().data() + out.offset(i, 0, 0);
    if (y.identity)
      std::copy_n(rows[0], samples, to);
    else
      blend_rows(rows, y.weights, i, samples, to);
  }
}

/// Source of each output pixel by stepping, as Pillow's affine transform does: the rounding of the running
/// sum is part of the result.
std::vector<int> nearest_sources(int in_size, float begin, float end, int out_size, int from, int outputs) {
  const double step = static_cast<double>(end - begin) / out_size;
  std::vector<int> sources;
  double position = begin + step * 0.5;
  for (int i = 0; i < from + outputs; ++i, position += step)
    if (i >= from) sources.push_back(std::clamp(static_cast<int>(position), 0, in_size - 1));
  return sources;
}

template <class T>
void pick_nearest(const Image& image, const std::vector<int>& ys, const std::vector<int>& xs, Image& out) {
  const T* from = image.samples<T>().data();
  T* to = out.samples<T>().data();
  for (const int y : ys)
    for (const int x : xs) to = std::copy_n(from + image.offset(y, x, 0), image.channels(), to);
}

template <class T>
void resize_window(const Image& image, const SourceBox& box, int height, int width, const Window& window,
                   PillowFilter filter, Image& out) {
  if (filter == PillowFilter::nearest)
    return pick_nearest<T>(
        image, nearest_sources(image.height(), box.top, box.bottom, height, window.top, window.height),
        nearest_sources(image.width(), box.left, box.right, width, window.left, window.width), out);
  const Axis x = axis_of(image.width(), box.left, box.right, width, window.left, window.width, filter);
  const Axis y = axis_of(image.height(), box.top, box.bottom, height, window.top, window.height, filter);
  resize_two_passes<T>(image, x, y, out);
}

std::string size_text(int height, int width) {
  return std::to_string(height) + " x " + std::to_string(width);
}

void check_resize(const Image& image, const SourceBox& box, int height, int width, const Window& window) {
  if (height <= 0 || width <= 0 || image.empty())
    throw Error(ErrorCode::bad_value, "cannot resize a picture of " +
                                          size_text(image.height(), image.width()) + " to " +
                                          size_text(height, width) + " pixels: every side must be positive");
  if (!(box.left >= 0 && box.top >= 0 && box.right <= static_cast<float>(image.width()) &&
        box.bottom <= static_cast<float>(image.height()) && box.left < box.right && box.top < box.bottom))
    throw Error(ErrorCode::bad_value,
                "the source box [" + std::to_string(box.left) + ", " + std::to_string(box.right) + ") x [" +
                    std::to_string(box.top) + ", " + std::to_string(box.bottom) +
                    ") must lie in the picture of " + size_text(image.height(), image.width()));
  if (window.top < 0 || window.left < 0 || window.height <= 0 || window.width <= 0 ||
      window.top > height - window.height || window.left > width - window.width)
    throw Error(ErrorCode::bad_value, "the crop of " + size_text(window.height, window.width) + " at (" +
                                          std::to_string(window.top) + ", " + std::to_string(window.left) +
                                          ") leaves the resized picture of " + size_text(height, width));
}

Image resized(const Image& image, const SourceBox& box, int height, int width, const Window& window,
              PillowFilter filter) {
  check_resize(image, box, height, width, window);
  Image out(window.height, window.width, image.channels(), image.type());
  switch (image.type()) {
    case SampleType::u8:
      resize_window<std::uint8_t>(image, box, height, width, window, filter, out);
      break;
    case SampleType::u16:
      resize_window<std::uint16_t>(image, box, height, width, window, filter, out);
      break;
    case SampleType::f32:
      resize_window<float>(image, box, height, width, window, filter, out);
      break;
  }
  return out;
}

SourceBox whole(const Image& image) {
  return {0, 0, static_cast<float>(image.width()), static_cast<float>(image.height())};
}

}  // namespace

Image resize_pillow(const Image& image, int height, int width, PillowFilter filter) {
  return resized(image, whole(image), height, width, {0, 0, height, width}, filter);
}

Image resize_pillow(const Image& image, const SourceBox& box, int height, int width, PillowFilter filter) {
  return resized(image, box, height, width, {0, 0, height, width}, filter);
}

Image resize_pillow_crop(const Image& image, int height, int width, int top, int left, int crop_height,
                         int crop_width, PillowFilter filter) {
  return resized(image, whole(image), height, width, {top, left, crop_height, crop_width}, filter);
}

}  // namespace perpixel
