// A class per pixel.
#pragma once

#include <cstdint>
#include <vector>

namespace perpixel {

/// Train id of a class, 0-based. Train ids never leave the program: files carry the data set's own ids
/// (ClassList).
using ClassId = std::uint16_t;

/// The train id of pixels that neither teach nor count. Files say 255 (or what their table says).
inline constexpr ClassId kIgnore = 0xFFFF;

/// The same in training targets, which are 64-bit: void in the truth, or padding (PyTorch's ignore_index).
inline constexpr std::int64_t kIgnoreTarget = -100;

/// [H, W] train ids, row-major. Values are in [0, number of classes) or kIgnore.
struct LabelMap {
  int height = 0;
  int width = 0;
  std::vector<ClassId> ids;

  LabelMap() = default;
  LabelMap(int height_px, int width_px, ClassId fill = kIgnore)
      : height(height_px),
        width(width_px),
        ids(static_cast<std::size_t>(height_px) * static_cast<std::size_t>(width_px), fill) {}

  ClassId& at(int y, int x) {
    return ids[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  ClassId at(int y, int x) const {
    return ids[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }

  friend bool operator==(const LabelMap&, const LabelMap&) = default;
};

}  // namespace perpixel
