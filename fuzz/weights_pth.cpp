// PyTorch's files, zip archives and the older form: any bytes give weights or an Error.
#include <cstddef>
#include <cstdint>

#include "error/error.h"
#include "weights/legacy_pth.h"
#include "weights/pth.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const perpixel::SharedBytes bytes{{data, size}, nullptr};
  try {
    for (const auto& [name, tensor] : perpixel::read_pth(perpixel::ZipArchive(bytes, "fuzz")).tensors)
      (void)tensor.to_f32();
  } catch (const perpixel::Error&) {
  }
  try {
    for (const auto& [name, tensor] : perpixel::read_legacy_pth(bytes, "fuzz").tensors) (void)tensor.to_f32();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
