#include "dataset/examine.h"

#include <cstring>

#include "error/error.h"
#include "file/file.h"

namespace perpixel {
namespace {

std::string size_text(int height, int width) { return std::to_string(width) + "x" + std::to_string(height); }

void examine_picture(const Pair& pair, Examined& examined, ImageHeader& header) {
  const Bytes bytes = read_file(pair.picture);
  examined.picture_hash = hash_of(bytes);
  const std::string file = pair.picture.string();
  header = read_header(bytes, file);
  const Image image = decode(bytes, file);
  examined.height = image.height();
  examined.width = image.width();
  examined.channels = image.channels();
  examined.type = image.type();
}

/// A mask fits the upright picture or the one that is stored.
bool fits(const Image& mask, const Examined& examined, const ImageHeader& header) {
  const bool upright = mask.height() == examined.height && mask.width() == examined.width;
  return upright || (mask.height() == header.height && mask.width() == header.width);
}

void examine_mask(const Pair& pair, bool by_color, const ImageHeader& header, Examined& examined) {
  const Bytes bytes = read_file(pair.mask);
  const std::string file = pair.mask.string();
  examined.lossy_mask = read_header(bytes, file).format == ImageFormat::jpeg;
  const Image mask =
      decode(bytes, file, {.apply_exif_orientation = false, .keep_palette_indices = !by_color});
  examined.histogram = histogram_of(mask, file);
  if (fits(mask, examined, header)) return;
  examined.size_mismatch = Problem{file, size_text(mask.height(), mask.width()) + ", but the picture is " +
                                             size_text(examined.height, examined.width)};
}

template <class T>
std::optional<Place> find_in(const Image& mask, std::uint32_t value) {
  const std::span<const T> samples = mask.samples<T>();
  const auto channels = static_cast<std::size_t>(mask.channels()),
             width = static_cast<std::size_t>(mask.width());
  for (std::size_t i = 0; i < samples.size(); i += channels) {
    if (samples[i] == value) {
      return Place{static_cast<int>(i / channels % width), static_cast<int>(i / channels / width)};
    }
  }
  return std::nullopt;
}

std::optional<Place> find_color(const Image& mask, const Rgb& color) {
  const int g = mask.channels() >= 3 ? 1 : 0;
  for (int y = 0; y < mask.height(); ++y) {
    for (int x = 0; x < mask.width(); ++x) {
      if (Rgb{mask.at(y, x, 0), mask.at(y, x, g), mask.at(y, x, 2 * g)} == color) return Place{x, y};
    }
  }
  return std::nullopt;
}

}  // namespace

Examined examine(const Pair& pair, bool by_color) {
  Examined examined;
  ImageHeader header;
  try {
    examine_picture(pair, examined, header);
  } catch (const Error& error) {
    examined.unreadable = Problem{pair.picture.string(), error.what()};
    return examined;
  }
  if (pair.mask.empty()) return examined;
  try {
    examine_mask(pair, by_color, header, examined);
  } catch (const Error& error) {
    examined.unreadable = Problem{pair.mask.string(), error.what()};
  }
  return examined;
}

std::optional<Place> find_value(const std::filesystem::path& path, std::uint32_t value, bool is_color,
                                bool by_color) {
  const Image mask = read_mask(path, by_color);
  if (mask.type() == SampleType::u16) return find_in<std::uint16_t>(mask, value);
  if (mask.type() != SampleType::u8) return std::nullopt;
  return is_color ? find_color(mask, color_of_value(value)) : find_in<std::uint8_t>(mask, value);
}

std::uint64_t hash_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t h = 0x9E3779B97F4A7C15ull ^ bytes.size();
  const auto mix = [&](std::uint64_t word) {
    h = (h ^ word) * 0xBF58476D1CE4E5B9ull;
    h ^= h >> 29;
  };
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    mix(word);
  }
  for (; i < bytes.size(); ++i) mix(bytes[i]);
  return h == 0 ? 1 : h;
}

}  // namespace perpixel
