// JPEG bytes -> a picture within the size limit, or Error.
#include "error/error.h"
#include "image/codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  perpixel::ReadOptions options;
  options.max_pixels = 1 << 14;
  options.apply_exif_orientation = size % 2 == 0;
  try {
    const perpixel::Image image = perpixel::decode(bytes, "fuzz.jpeg", options);
    if (static_cast<std::size_t>(image.height()) * static_cast<std::size_t>(image.width()) >
        options.max_pixels)
      __builtin_trap();
  } catch (const perpixel::Error&) {
  }
  try {
    perpixel::read_header(bytes, "fuzz.jpeg");
  } catch (const perpixel::Error&) {
  }
  return 0;
}
