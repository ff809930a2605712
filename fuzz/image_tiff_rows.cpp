// TIFF bytes -> bands of rows, or Error.
#include <algorithm>

#include "error/error.h"
#include "image/tiff_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const perpixel::TiffRows rows({data, size}, "fuzz.tiff");
    if (static_cast<std::int64_t>(rows.width()) * rows.channels() > 1 << 16) return 0;
    const int height = std::min(rows.height(), 16);
    for (const int top : {0, (rows.height() - height) / 2, rows.height() - height})
      if (rows.read(top, height).height() != height) __builtin_trap();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
