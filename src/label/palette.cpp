#include <algorithm>
#include <array>
#include <set>

#include "label/class_list.h"

namespace perpixel {
namespace {

constexpr int kVocColors = 21;

/// hue in 0..65535 once around, saturation and value in 0..255; integers only, so equal on every machine.
Rgb color_of_hue(std::uint32_t hue, std::uint32_t saturation, std::uint32_t value) {
  const std::uint32_t sector = hue * 6 / 65536;
  const std::uint32_t f = hue * 6 % 65536;
  const auto shade = [&](std::uint32_t part) {
    return static_cast<std::uint8_t>(value * (255u * 65536u - saturation * part) / (255u * 65536u));
  };
  const auto v = static_cast<std::uint8_t>(value);
  const std::uint8_t p = shade(65536), q = shade(f), t = shade(65536 - f);
  const std::array<Rgb, 6> sectors{Rgb{v, t, p}, Rgb{q, v, p}, Rgb{p, v, t},
                                   Rgb{p, q, v}, Rgb{t, p, v}, Rgb{v, p, q}};
  return sectors[sector];
}

/// Golden-ratio steps keep every prefix of the hues well spread.
Rgb separated_color(std::uint32_t index) {
  constexpr std::uint32_t kGolden = 40503;  // 65536 / golden ratio
  constexpr std::array<std::uint32_t, 3> kSaturation{230, 140, 190}, kValue{240, 200, 150};
  const std::uint32_t ring = index / 12 % 3;
  return color_of_hue(index * kGolden % 65536, kSaturation[ring] - index / 36 % 60,
                      kValue[ring] - index / 2160 % 90);
}

}  // namespace

Rgb voc_color(int index) {
  Rgb color;
  for (int bit = 7; index > 0 && bit >= 0; --bit, index >>= 3) {
    color.r = static_cast<std::uint8_t>(color.r | (index & 1) << bit);
    color.g = static_cast<std::uint8_t>(color.g | (index >> 1 & 1) << bit);
    color.b = static_cast<std::uint8_t>(color.b | (index >> 2 & 1) << bit);
  }
  return color;
}

std::vector<Rgb> distinct_colors(int n) {
  std::vector<Rgb> colors;
  std::set<Rgb> used{{0, 0, 0}};
  const auto add = [&](const Rgb& color) {
    if (used.insert(color).second) colors.push_back(color);
  };
  for (int i = 1; i <= std::min(n, kVocColors); ++i) add(voc_color(i));
  const std::uint32_t tries = 1u << 20;
  for (std::uint32_t i = 0; static_cast<int>(colors.size()) < n && i < tries; ++i) add(separated_color(i));
  // Tens of thousands of classes: any unused colour will do.
  for (std::uint32_t i = 1; static_cast<int>(colors.size()) < n && i < 1u << 24; ++i) {
    add({static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8),
         static_cast<std::uint8_t>(i >> 16)});
  }
  return colors;
}

std::vector<Rgb> png_palette(const ClassList& classes) {
  std::vector<Rgb> palette;
  for (int i = 0; i < 256; ++i) palette.push_back(voc_color(i));
  const auto put = [&](int value, const Rgb& color) {
    if (value >= 0 && value < 256) palette[static_cast<std::size_t>(value)] = color;
  };
  put(classes.void_id, classes.void_color);
  for (const ClassInfo& info : classes.classes) put(info.file_id, info.color);
  return palette;
}

}  // namespace perpixel
