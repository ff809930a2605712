#include "image/tiff_tiles_writer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "error/error.h"
#include "image/tiff_file.h"

namespace perpixel {

namespace {

constexpr int kTile = 256;

TiffMode mode_for(int height, int width, std::size_t sample_bytes) {
  constexpr std::size_t kClassicMost = std::size_t{3} << 30;  // room for what deflate adds at worst
  return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * sample_bytes < kClassicMost
             ? TiffMode::write
             : TiffMode::write_big;
}

/// TIFF's colour map: 256 red, 256 green, 256 blue of 16 bits.
void set_palette(TIFF* tiff, std::span<const Rgb> palette) {
  std::array<std::array<std::uint16_t, 256>, 3> map{};
  for (std::size_t i = 0; i < std::min<std::size_t>(palette.size(), 256); ++i) {
    map[0][i] = static_cast<std::uint16_t>(palette[i].r * 257);
    map[1][i] = static_cast<std::uint16_t>(palette[i].g * 257);
    map[2][i] = static_cast<std::uint16_t>(palette[i].b * 257);
  }
  TIFFSetField(tiff, TIFFTAG_COLORMAP, map[0].data(), map[1].data(), map[2].data());
}

}  // namespace

struct TiffTilesWriter::State {
  int height, width;
  SampleType type;
  std::size_t sample_bytes;
  TiffFile file;
  int written = 0;                 // rows that lie in finished tiles
  int waiting = 0;                 // rows in `rows`
  std::vector<std::uint8_t> rows;  // up to kTile of them
  std::vector<std::uint8_t> tile;

  State(std::ostream& stream, int h, int w, SampleType t, std::span<const Rgb> palette)
      : height(h),
        width(w),
        type(t),
        sample_bytes(t == SampleType::u8 ? 1 : 2),
        file(stream_bytes(stream), mode_for(h, w, sample_bytes), "TIFF"),
        rows(static_cast<std::size_t>(kTile) * static_cast<std::size_t>(w) * sample_bytes),
        tile(static_cast<std::size_t>(kTile) * kTile * sample_bytes) {
    TIFF* tiff = file.handle();
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, static_cast<int>(8 * sample_bytes));
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, palette.empty() ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_PALETTE);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kTile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kTile);
    if (!palette.empty()) set_palette(tiff, palette);
  }

  std::size_t row_bytes() const { return static_cast<std::size_t>(width) * sample_bytes; }

  void flush() {
    for (int left = 0; left < width; left += kTile) {
      std::ranges::fill(tile, std::uint8_t{0});
      const std::size_t count = static_cast<std::size_t>(std::min(kTile, width - left)) * sample_bytes;
      for (int y = 0; y < waiting; ++y)
        std::memcpy(tile.data() + static_cast<std::size_t>(y) * kTile * sample_bytes,
                    rows.data() + static_cast<std::size_t>(y) * row_bytes() +
                        static_cast<std::size_t>(left) * sample_bytes,
                    count);
      if (TIFFWriteTile(file.handle(), tile.data(), static_cast<std::uint32_t>(left),
                        static_cast<std::uint32_t>(written), 0, 0) < 0)
        file.fail("cannot be written");
    }
    written += waiting;
    waiting = 0;
  }
};

TiffTilesWriter::TiffTilesWriter(std::ostream& stream, int height, int width, SampleType type,
                                 std::span<const Rgb> palette) {
  if (height < 1 || width < 1 || type == SampleType::f32 || (type != SampleType::u8 && !palette.empty()))
    throw Error(ErrorCode::bad_value, "a tiled TIFF of " + std::to_string(height) + " x " +
                                          std::to_string(width) + " samples of " + sample_type_name(type) +
                                          " cannot be written");
  state_ = std::make_unique<State>(stream, height, width, type, palette);
}
TiffTilesWriter::~TiffTilesWriter() = default;

void TiffTilesWriter::add(const Image& image) {
  State& state = *state_;
  if (image.width() != state.width || image.channels() != 1 || image.type() != state.type ||
      image.height() > state.height - state.written - state.waiting)
    throw Error(ErrorCode::bad_value, "rows of another picture were added to a tiled TIFF");
  const auto* from = state.type == SampleType::u8
                         ? image.samples<std::uint8_t>().data()
                         : reinterpret_cast<const std::uint8_t*>(image.samples<std::uint16_t>().data());
  for (int y = 0; y < image.height(); ++y) {
    std::memcpy(state.rows.data() + static_cast<std::size_t>(state.waiting) * state.row_bytes(),
                from + static_cast<std::size_t>(y) * state.row_bytes(), state.row_bytes());
    if (++state.waiting == kTile) state.flush();
  }
}

void TiffTilesWriter::close() {
  State& state = *state_;
  if (state.waiting > 0) state.flush();
  if (state.written != state.height)
    throw Error(ErrorCode::bad_value, "a tiled TIFF of " + std::to_string(state.height) + " rows got only " +
                                          std::to_string(state.written));
  state.file.close();
}

}  // namespace perpixel
