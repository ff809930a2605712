// Pictures and files that the image tests make for themselves.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "error/error.h"
#include "image/codec.h"

namespace perpixel {

/// The formula behind every generated picture of tests/data/image: (7y + 13x + 29c + yx) mod `modulus`.
inline int pattern_sample(int y, int x, int c, int modulus = 256) {
  return (7 * y + 13 * x + 29 * c + y * x) % modulus;
}

/// The pattern, each sample mapped by value -> scale * value + offset.
template <class T = std::uint8_t>
Image pattern(int height, int width, int channels, int modulus = 256, double scale = 1, double offset = 0) {
  constexpr SampleType kType = std::is_same_v<T, float>           ? SampleType::f32
                               : std::is_same_v<T, std::uint16_t> ? SampleType::u16
                                                                  : SampleType::u8;
  Image image(height, width, channels, kType);
  T* to = image.samples<T>().data();
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        *to++ = static_cast<T>(pattern_sample(y, x, c, modulus) * scale + offset);
  return image;
}

inline std::string image_data(const std::string& name) {
  return std::string(PERPIXEL_TEST_DATA "/image/") + name;
}

inline void append_big_endian(Bytes& bytes, std::uint32_t value, int size) {
  for (int i = size - 1; i >= 0; --i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

inline void append_little_endian(Bytes& bytes, std::uint32_t value, int size) {
  for (int i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

/// A TIFF-structured EXIF block with one entry: tag 274 (orientation), SHORT, in either byte order.
inline Bytes exif_block(int orientation, bool big_endian) {
  Bytes bytes(2, big_endian ? 'M' : 'I');
  const auto append = [&](std::uint32_t value, int size) {
    big_endian ? append_big_endian(bytes, value, size) : append_little_endian(bytes, value, size);
  };
  append(42, 2), append(8, 4), append(1, 2);
  append(274, 2), append(3, 2), append(1, 4);
  append(static_cast<std::uint32_t>(orientation), 2), append(0, 2), append(0, 4);
  return bytes;
}

/// The JPEG with an APP1 segment right behind its first marker.
inline Bytes with_jpeg_exif(const Bytes& jpeg, const Bytes& exif) {
  Bytes bytes(jpeg.begin(), jpeg.begin() + 2);
  bytes.insert(bytes.end(), {0xFF, 0xE1});
  append_big_endian(bytes, static_cast<std::uint32_t>(exif.size() + 8), 2);
  bytes.insert(bytes.end(), {'E', 'x', 'i', 'f', 0, 0});
  bytes.insert(bytes.end(), exif.begin(), exif.end());
  bytes.insert(bytes.end(), jpeg.begin() + 2, jpeg.end());
  return bytes;
}

inline std::uint32_t crc32_of(
    std::span<const std::uint8_t> bytes) {  // PNG specification, annex D, bit by bit
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = crc & 1 ? 0xEDB88320u ^ (crc >> 1) : crc >> 1;
  }
  return ~crc;
}

inline Bytes png_chunk(const std::string& type, const Bytes& content) {
  Bytes bytes;
  append_big_endian(bytes, static_cast<std::uint32_t>(content.size()), 4);
  bytes.insert(bytes.end(), type.begin(), type.end());
  bytes.insert(bytes.end(), content.begin(), content.end());
  append_big_endian(bytes, crc32_of(std::span(bytes).subspan(4)), 4);
  return bytes;
}

/// `call` must throw an Error of this code whose text holds `part`.
template <class Call>
void expect_error(ErrorCode code, const std::string& part, Call call) {
  try {
    call();
    ADD_FAILURE() << "no error, wanted " << error_code_text(code) << " with \"" << part << '"';
  } catch (const Error& error) {
    EXPECT_EQ(error_code_text(error.code()), error_code_text(code)) << error.what();
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

/// Every proper prefix must be refused with an Error that names the file, and nothing may be printed.
inline void expect_every_prefix_refused(const Bytes& bytes, const std::string& name,
                                        const ReadOptions& options = {}) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  std::size_t accepted = 0, unnamed = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    try {
      decode(std::span(bytes).first(size), name, options);
      if (accepted++ == 0)
        ADD_FAILURE() << name << ": the first " << size << " of " << bytes.size() << " bytes decode";
    } catch (const Error& error) {
      unnamed += std::string(error.what()).find(name) == std::string::npos;
    }
  }
  EXPECT_EQ(accepted, 0u) << name;
  EXPECT_EQ(unnamed, 0u) << name;
  EXPECT_EQ(testing::internal::GetCapturedStderr() + testing::internal::GetCapturedStdout(), "");
}

/// Damaged bytes may decode or not, but only an Error may come out.
inline void expect_only_errors_when_damaged(const Bytes& bytes, const std::string& name) {
  ReadOptions options;
  options.max_pixels = 1 << 16;
  std::uint32_t random = 1;
  for (int round = 0; round < 300; ++round) {
    Bytes damaged = bytes;
    for (int i = 0; i < 3; ++i) {
      random = random * 1664525u + 1013904223u;  // Numerical Recipes' generator
      damaged[(random >> 8) % damaged.size()] = static_cast<std::uint8_t>(random >> 24);
    }
    try {
      const Image image = decode(damaged, name, options);
      EXPECT_LE(static_cast<std::size_t>(image.height()) * static_cast<std::size_t>(image.width()),
                options.max_pixels);
    } catch (const Error&) {
    }
  }
}

}  // namespace perpixel
