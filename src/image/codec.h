// JPEG, PNG and TIFF: bytes <-> Image. Every byte is hostile until proven otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "file/file.h"
#include "image/image.h"

namespace perpixel {

struct ReadOptions {
  /// Refused from the header, before any allocation (image_too_large).
  std::size_t max_pixels = std::size_t{1} << 28;
  /// Turn the picture upright by its EXIF orientation (JPEG, TIFF, PNG eXIf).
  bool apply_exif_orientation = true;
  /// Indexed PNG: false -> colours through the palette; true -> the raw indices, one channel (masks).
  bool keep_palette_indices = false;
  /// TIFF: which page, from 0.
  int page = 0;
};

enum class ImageFormat { jpeg, png, tiff };

/// What a file claims before its pixels are decoded.
struct ImageHeader {
  ImageFormat format{};
  int height = 0, width = 0;  // as stored, before EXIF orientation
  int channels = 0;
  SampleType type{};
  int pages = 1;
  int orientation = 1;  // EXIF 1..8
  bool has_palette = false;
};

/// `name` stands for the bytes in messages. Throws image_corrupt, image_too_large or image_unsupported.
ImageHeader read_header(std::span<const std::uint8_t> bytes, const std::string& name);
ImageHeader read_header(const std::filesystem::path& path);
Image decode(std::span<const std::uint8_t> bytes, const std::string& name, const ReadOptions& options = {});
Image read_image(const std::filesystem::path& path, const ReadOptions& options = {});

struct Rgb {
  std::uint8_t r = 0, g = 0, b = 0;
  friend bool operator==(const Rgb&, const Rgb&) = default;
  friend auto operator<=>(const Rgb&, const Rgb&) = default;
};

/// u8 of 1 or 3 channels. quality 1..100, 4:2:0 below 90 and 4:4:4 from there.
Bytes encode_jpeg(const Image& image, int quality = 92);
/// u8 or u16 of 1, 2 (grey+alpha), 3 or 4 channels. With a palette (at most 256 entries): 1-channel u8 as
/// indexed PNG.
Bytes encode_png(const Image& image, std::span<const Rgb> palette = {});
/// Any type and channel count, deflate-compressed.
Bytes encode_tiff(const Image& image);

/// Encodes by extension (.jpg .jpeg .png .tif .tiff) and writes atomically.
void write_image(const std::filesystem::path& path, const Image& image);

/// True for names that end like a picture we read (case-insensitive).
bool has_image_extension(const std::filesystem::path& path);

}  // namespace perpixel
