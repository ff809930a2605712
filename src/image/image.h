// A picture as a value: [H, W, C] interleaved samples of one type, any number of channels.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace perpixel {

enum class SampleType { u8, u16, f32 };

const char* sample_type_name(SampleType type);  // "u8", "u16", "f32"
/// The value that stands for full intensity: 255, 65535 or 1.
float full_scale(SampleType type);

/// Samples are [H, W, C], row-major, interleaved. Colour order is R, G, B (, A). Grey is one channel.
/// u8 in 0..255, u16 in 0..65535, f32 as stored (1 = full intensity by convention).
class Image {
 public:
  Image() = default;
  /// Zeroed. Throws image_too_large when H*W*C overflows, bad_value when a size is negative.
  Image(int height, int width, int channels, SampleType type = SampleType::u8);

  int height() const { return height_; }
  int width() const { return width_; }
  int channels() const { return channels_; }
  SampleType type() const;
  bool empty() const { return height_ == 0 || width_ == 0; }

  /// All samples as T (std::uint8_t, std::uint16_t or float); throws image_unsupported on another type.
  template <class T>
  std::span<T> samples() {
    return std::span<T>(vector_of<T>());
  }
  template <class T>
  std::span<const T> samples() const {
    return std::span<const T>(const_cast<Image*>(this)->vector_of<T>());
  }

  /// One u8 sample: y down, x right, c the channel. No bounds check.
  std::uint8_t& at(int y, int x, int c) { return std::get<0>(data_)[offset(y, x, c)]; }
  std::uint8_t at(int y, int x, int c) const { return std::get<0>(data_)[offset(y, x, c)]; }

  std::size_t offset(int y, int x, int c) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(channels_) +
           static_cast<std::size_t>(c);
  }

  friend bool operator==(const Image&, const Image&) = default;

 private:
  template <class T>
  std::vector<T>& vector_of();

  int height_ = 0, width_ = 0, channels_ = 0;
  std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<float>> data_;
};

/// Exactly `channels` channels: grey -> 3 copies, RGBA -> RGB drops alpha, RGB -> grey by ITU-R 601 weights
/// as Pillow's "L". Throws image_unsupported for other pairs.
Image with_channels(const Image& image, int channels);
/// Converted to u8 by scaling full intensity to 255, rounding to nearest; f32 is clamped to [0, 1] first.
Image to_u8(const Image& image);
/// A copy of the rectangle [top, top+height) x [left, left+width), which must lie inside.
Image crop(const Image& image, int top, int left, int height, int width);
/// Mirrored left-right.
Image flip_horizontal(const Image& image);

}  // namespace perpixel
