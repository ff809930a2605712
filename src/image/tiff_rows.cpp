#include "image/tiff_rows.h"

#include <algorithm>

#include "error/error.h"
#include "image/size_limit.h"
#include "image/tiff_page.h"

namespace perpixel {

namespace {

constexpr std::size_t kMostPixels = std::size_t{1} << 40;
constexpr std::size_t kMostBytes = std::size_t{1} << 28;  // of one row, strip or tile

[[noreturn]] void refuse(const std::string& name, const std::string& what, const std::string& hint) {
  throw Error(ErrorCode::image_unsupported, name + ": TIFF: " + what + " is not read band by band", hint);
}

void check_page(const TiffFile& file, const TiffPage& page, std::uint64_t bytes, const std::string& name) {
  check_size(page.height, page.width, static_cast<std::uint64_t>(page.channels), kMostPixels, name);
  const std::size_t row_bytes = std::size_t{page.width} * static_cast<std::size_t>(page.channels) *
                                static_cast<std::size_t>(std::max(page.samples.bits, 32)) / 8;
  if (row_bytes > kMostBytes)
    throw Error(ErrorCode::image_too_large,
                name + ": one row of " + std::to_string(page.width) + " px needs " +
                    std::to_string(row_bytes >> 20) + " MiB; at most 256 are read",
                "cut the picture into columns");
  if (page.orientation != 1) refuse(name, "a picture stored turned", "store it upright (orientation 1)");
  if (page.needs_conversion()) refuse(name, "this colour space", "convert it to RGB");
  check_tile(file, page, kMostPixels, name);
  check_claim(page, bytes, name);
  if (block_bytes(file, page) > kMostBytes)
    refuse(name, "a strip or tile of " + std::to_string(block_bytes(file, page) >> 20) + " MiB",
           "store it in tiles: tiffcp -t -w 512 -l 512 OLD.tif NEW.tif");
}

/// Every strip or tile lies inside the file, so that a long work does not end at the last one.
void check_blocks(const TiffFile& file, const TiffPage& page, std::uint64_t bytes, const std::string& name) {
  const std::uint32_t count =
      page.tiled ? TIFFNumberOfTiles(file.handle()) : TIFFNumberOfStrips(file.handle());
  const auto missing = [&](std::uint32_t block) {
    const std::uint64_t offset = TIFFGetStrileOffset(file.handle(), block);
    const std::uint64_t size = TIFFGetStrileByteCount(file.handle(), block);
    return size == 0 || offset > bytes || size > bytes - offset;
  };
  for (std::uint32_t block = 0; block < count; ++block)
    if (count > bytes || missing(block))
      throw Error(ErrorCode::image_corrupt,
                  name + ": TIFF: strip or tile " + std::to_string(block) + " of " + std::to_string(count) +
                      " does not lie in the file of " + std::to_string(bytes) + " bytes",
                  "the file is truncated or damaged");
}

}  // namespace

struct TiffRows::State {
  std::string name;
  std::uint64_t bytes;
  TiffFile file;
  TiffPage page;

  State(std::unique_ptr<TiffBytes> source, const std::string& path)
      : name(path),
        bytes(source->size()),
        file(std::move(source), TiffMode::read, name),
        page(read_tiff_page(file)) {
    check_page(file, page, bytes, name);
    check_blocks(file, page, bytes, name);
  }
};

TiffRows::TiffRows(const std::filesystem::path& path)
    : state_(std::make_unique<State>(file_bytes(path), path.string())) {}
TiffRows::TiffRows(std::span<const std::uint8_t> bytes, const std::string& name)
    : state_(std::make_unique<State>(memory_bytes(bytes), name)) {}
TiffRows::~TiffRows() = default;

int TiffRows::height() const { return static_cast<int>(state_->page.height); }
int TiffRows::channels() const { return state_->page.has_palette() ? 3 : state_->page.channels; }
int TiffRows::width() const { return static_cast<int>(state_->page.width); }

Image TiffRows::read(int top, int height) const {
  if (top < 0 || height < 1 || top > this->height() - height)
    throw Error(ErrorCode::bad_value, state_->name + ": rows [" + std::to_string(top) + ", " +
                                          std::to_string(top + height) + ") of " +
                                          std::to_string(this->height()));
  return read_tiff_rows(state_->file, state_->page, top, height, state_->name, false);
}

}  // namespace perpixel
