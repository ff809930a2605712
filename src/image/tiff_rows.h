// A TIFF too large for memory, read a band of rows at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "image/image.h"

namespace perpixel {

/// The first page of a TIFF on disk: strips or tiles, any packing that decode_tiff reads without libtiff's
/// own conversion to RGB. In memory: the rows that are asked for and one strip or tile.
class TiffRows {
 public:
  /// Throws file_not_found; image_corrupt for a damaged file or one that lacks strips or tiles;
  /// image_unsupported for what has to be in memory whole (turned pictures, colour spaces that libtiff
  /// converts, strips or tiles above 256 MiB); image_too_large for a row above 256 MiB.
  explicit TiffRows(const std::filesystem::path& path);
  /// Of bytes in memory, which outlive the object; `name` stands for them in messages.
  TiffRows(std::span<const std::uint8_t> bytes, const std::string& name);
  ~TiffRows();
  TiffRows(const TiffRows&) = delete;
  TiffRows& operator=(const TiffRows&) = delete;

  int height() const;
  int width() const;
  int channels() const;
  /// Rows [top, top + height), all inside: [height, width, C].
  Image read(int top, int height) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace perpixel
