// Which values or colours masks hold, before any label table exists.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "dataset/parallel.h"
#include "label/class_list.h"

namespace perpixel {

/// The values of one mask with their pixel counts, ascending. A colour is 0xRRGGBB. A mask whose three
/// channels are equal everywhere is one of values; alpha is passed over. Beyond 65536 different colours the
/// rest is left out.
struct MaskHistogram {
  bool is_color = false;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> counts;
};
/// Throws image_unsupported for f32 masks.
MaskHistogram histogram_of(const Image& mask, const std::string& file);

/// One value (or colour, when the masks are colour-coded) over many masks.
struct ValueCount {
  std::uint32_t value = 0;  // or 0xRRGGBB
  std::uint64_t pixels = 0;
  std::size_t masks = 0;  // that hold it
  friend bool operator==(const ValueCount&, const ValueCount&) = default;
};

struct MaskScan {
  bool by_color = false;
  std::vector<ValueCount> values;  // ascending
  std::size_t masks_read = 0;
  std::size_t masks_total = 0;
};

Rgb color_of_value(std::uint32_t value);
/// "7", or "#0080ff" when by_color.
std::string value_text(std::uint32_t value, bool by_color);

/// Adds one mask's values. A first colour mask turns the values so far into greys.
void add_to_scan(MaskScan& scan, const MaskHistogram& histogram);

/// Reads all masks when there are fewer than 200, else 200 spread evenly. Indexed PNGs count by index unless
/// some other mask is colour-coded.
MaskScan scan_masks(const std::vector<std::filesystem::path>& masks, int threads = 0,
                    const Progress& progress = {});

/// A class per value: {0, 255} and other pairs are two classes; with more values 255 is void. Colours become
/// classes of a by_color table. Values that a sample may have missed (gaps below the largest) become classes
/// too. Throws label_table when the values are no table: more than 64, as of photographs, JPEG masks or
/// instance ids.
ClassList automatic_table(const MaskScan& scan, const std::string& where);

/// A mask as the table wants it: palette indices, or colours when by_color.
Image read_mask(const std::filesystem::path& path, bool by_color);

}  // namespace perpixel
