// A tiled TIFF written from top to bottom, never whole in memory.
#pragma once

#include <memory>
#include <ostream>
#include <span>

#include "image/codec.h"

namespace perpixel {

/// One channel of u8 or u16 in deflated tiles of 256 x 256, a BigTIFF where it might pass 4 GiB. With a
/// palette (u8 only) the values are indices of its colours.
class TiffTilesWriter {
 public:
  /// `stream` can seek and outlives the writer (write_file_atomically gives one).
  TiffTilesWriter(std::ostream& stream, int height, int width, SampleType type,
                  std::span<const Rgb> palette = {});
  ~TiffTilesWriter();
  TiffTilesWriter(const TiffTilesWriter&) = delete;
  TiffTilesWriter& operator=(const TiffTilesWriter&) = delete;

  /// The next rows: [h, width, 1] of the type. Throws bad_value for another shape or more rows than there
  /// are, image_corrupt when the stream takes no more.
  void add(const Image& rows);
  /// After the last row. Throws bad_value when rows are missing.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace perpixel
