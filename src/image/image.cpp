#include "image/image.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "error/error.h"

namespace perpixel {

namespace {

std::size_t sample_count(int height, int width, int channels) {
  if (height < 0 || width < 0 || channels < 0)
    throw Error(ErrorCode::bad_value, "a picture of " + std::to_string(height) + " x " +
                                          std::to_string(width) + " x " + std::to_string(channels) +
                                          " has a negative size");
  std::size_t count = 0;
  if (__builtin_mul_overflow(static_cast<std::size_t>(height), static_cast<std::size_t>(width), &count) ||
      __builtin_mul_overflow(count, static_cast<std::size_t>(channels), &count) ||
      count > PTRDIFF_MAX / sizeof(float))
    throw Error(ErrorCode::image_too_large,
                "a picture of " + std::to_string(height) + " x " + std::to_string(width) + " pixels of " +
                    std::to_string(channels) + " channels does not fit in memory");
  return count;
}

/// Calls `f` with a value of the picture's sample type.
template <class F>
void with_sample_type(SampleType type, F f) {
  switch (type) {
    case SampleType::u8:
      f(std::uint8_t{});
      break;
    case SampleType::u16:
      f(std::uint16_t{});
      break;
    case SampleType::f32:
      f(float{});
      break;
  }
}

/// Luma as Pillow's "L": 16-bit fixed-point ITU-R 601 weights, rounded to nearest.
template <class T>
T grey_of(T r, T g, T b) {
  if constexpr (std::is_same_v<T, float>) {
    return 0.299f * r + 0.587f * g + 0.114f * b;
  } else {
    return static_cast<T>(
        (std::uint64_t{r} * 19595 + std::uint64_t{g} * 38470 + std::uint64_t{b} * 7471 + 0x8000) >> 16);
  }
}

[[noreturn]] void throw_channels(int from, int to) {
  throw Error(ErrorCode::image_unsupported,
              "cannot turn a picture of " + std::to_string(from) + " channels into " + std::to_string(to),
              "a network for such pictures: set model.channels=" + std::to_string(from) +
                  " when training; else convert them to grey (1), RGB (3) or RGBA (4)");
}

template <class T>
void convert_channels(const Image& from, Image& to) {
  const auto in = from.samples<T>();
  const auto out = to.samples<T>();
  const auto n = static_cast<std::size_t>(from.channels()), m = static_cast<std::size_t>(to.channels());
  const std::size_t pixels = in.size() / n;
  for (std::size_t i = 0; i < pixels; ++i) {
    const T* p = in.data() + i * n;
    T* q = out.data() + i * m;
    if (m == 3 && n >= 3) std::copy_n(p, 3, q);
    if (m == 3 && n <= 2) std::fill_n(q, 3, p[0]);
    if (m == 1) q[0] = n <= 2 ? p[0] : grey_of(p[0], p[1], p[2]);
  }
}

std::uint8_t unit_to_u8(float value) {  // NaN -> 0
  return static_cast<std::uint8_t>(value > 0 ? std::min(value, 1.f) * 255 + 0.5f : 0.f);
}

}  // namespace

const char* sample_type_name(SampleType type) {
  switch (type) {
    case SampleType::u8:
      return "u8";
    case SampleType::u16:
      return "u16";
    case SampleType::f32:
      return "f32";
  }
  return "?";
}

float full_scale(SampleType type) {
  switch (type) {
    case SampleType::u8:
      return 255;
    case SampleType::u16:
      return 65535;
    case SampleType::f32:
      return 1;
  }
  return 1;
}

Image::Image(int height, int width, int channels, SampleType type)
    : height_(height), width_(width), channels_(channels) {
  const std::size_t count = sample_count(height, width, channels);
  with_sample_type(type, [&](auto zero) { data_ = std::vector<decltype(zero)>(count); });
}

SampleType Image::type() const { return static_cast<SampleType>(data_.index()); }

template <class T>
std::vector<T>& Image::vector_of() {
  if (auto* samples = std::get_if<std::vector<T>>(&data_)) return *samples;
  throw Error(ErrorCode::image_unsupported,
              std::string("a picture of ") + sample_type_name(type()) + " samples was read as another type",
              "convert it with to_u8 first");
}
template std::vector<std::uint8_t>& Image::vector_of<std::uint8_t>();
template std::vector<std::uint16_t>& Image::vector_of<std::uint16_t>();
template std::vector<float>& Image::vector_of<float>();

Image with_channels(const Image& image, int channels) {
  if (image.channels() == channels) return image;
  if (image.channels() < 1 || image.channels() > 4 || (channels != 1 && channels != 3))
    throw_channels(image.channels(), channels);
  Image out(image.height(), image.width(), channels, image.type());
  with_sample_type(image.type(), [&](auto zero) { convert_channels<decltype(zero)>(image, out); });
  return out;
}

Image to_u8(const Image& image) {
  if (image.type() == SampleType::u8) return image;
  Image out(image.height(), image.width(), image.channels());
  const auto to = out.samples<std::uint8_t>();
  if (image.type() == SampleType::u16)
    std::ranges::transform(image.samples<std::uint16_t>(), to.begin(),
                           [](std::uint16_t v) { return static_cast<std::uint8_t>((v + 128u) / 257u); });
  else
    std::ranges::transform(image.samples<float>(), to.begin(), unit_to_u8);
  return out;
}

Image crop(const Image& image, int top, int left, int height, int width) {
  if (top < 0 || left < 0 || height < 0 || width < 0 || top > image.height() - height ||
      left > image.width() - width)
    throw Error(ErrorCode::bad_value, "crop [" + std::to_string(top) + ", +" + std::to_string(height) +
                                          ") x [" + std::to_string(left) + ", +" + std::to_string(width) +
                                          ") leaves the picture of " + std::to_string(image.height()) +
                                          " x " + std::to_string(image.width()) + " pixels");
  Image out(height, width, image.channels(), image.type());
  const std::size_t row = static_cast<std::size_t>(width) * static_cast<std::size_t>(image.channels());
  with_sample_type(image.type(), [&](auto zero) {
    using T = decltype(zero);
    for (int y = 0; y < height; ++y)
      std::copy_n(image.samples<T>().data() + image.offset(top + y, left, 0), row,
                  out.samples<T>().data() + out.offset(y, 0, 0));
  });
  return out;
}

Image flip_horizontal(const Image& image) {
  Image out(image.height(), image.width(), image.channels(), image.type());
  with_sample_type(image.type(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = image.samples<T>().data();
    T* to = out.samples<T>().data();
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x)
        std::copy_n(from + image.offset(y, image.width() - 1 - x, 0), image.channels(),
                    to + image.offset(y, x, 0));
  });
  return out;
}

}  // namespace perpixel
