// One example under the data doctor's eye.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dataset/mask_values.h"
#include "dataset/pairs.h"

namespace perpixel {

struct Problem {
  std::string file, what;
};

struct Examined {
  std::optional<Problem> unreadable;
  std::optional<Problem> size_mismatch;
  std::uint64_t picture_hash = 0;  // of the file's bytes; 0 when it cannot be read
  int height = 0, width = 0, channels = 0;
  SampleType type{};
  bool lossy_mask = false;  // a JPEG
  std::optional<MaskHistogram> histogram;
};

/// Never throws perpixel::Error.
Examined examine(const Pair& pair, bool by_color);

struct Place {
  int x = 0, y = 0;
};
/// The first pixel, in reading order, that holds `value` (a colour 0xRRGGBB when is_color). The mask is read
/// as `examine` read it.
std::optional<Place> find_value(const std::filesystem::path& mask, std::uint32_t value, bool is_color,
                                bool by_color);

/// 64 bits of the bytes and their number.
std::uint64_t hash_of(std::span<const std::uint8_t> bytes);

}  // namespace perpixel
