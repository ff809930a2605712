// COCO's run-length text: any bytes give a mask or an Error, and a mask that was read is written back.
#include <cstdint>
#include <cstdlib>

#include "error/error.h"
#include "label/mask.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const int height = data[0], width = data[1];
  try {
    const perpixel::Rle rle =
        perpixel::rle_from_text({reinterpret_cast<const char*>(data) + 2, size - 2}, height, width);
    const perpixel::Mask mask = perpixel::decode_rle(rle);
    if (perpixel::decode_rle(perpixel::encode_rle(mask)) != mask) std::abort();
    if (perpixel::rle_from_text(perpixel::rle_to_text(rle), height, width) != rle) std::abort();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
