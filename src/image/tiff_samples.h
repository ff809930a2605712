// How TIFF packs samples into bytes, and which of our sample types holds them.
#pragma once

#include <cstdint>
#include <optional>

#include "image/image.h"

namespace perpixel {

enum class TiffNumber { unsigned_integer, signed_integer, floating };

struct TiffSamples {
  int bits = 8;
  TiffNumber number = TiffNumber::unsigned_integer;
  bool scale_to_full = false;  // 1, 2 and 4 bit grey: the largest value becomes 255

  /// The type that decoding yields; nullopt for a packing that we do not read.
  std::optional<SampleType> type() const;
};

/// Unpacks one row of `count` samples (in host byte order; below 8 bit the first sample lies in the high
/// bits) into the row that starts at `first`, every `step`-th sample of it.
void unpack_tiff_row(const std::uint8_t* row, std::size_t count, const TiffSamples& samples, Image& image,
                     std::size_t first, std::size_t step);

}  // namespace perpixel
