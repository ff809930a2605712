// Zip archives of NumPy's arrays, and single arrays: tensors or an Error.
#include <cstddef>
#include <cstdint>

#include "error/error.h"
#include "npy/npy_read.h"
#include "weights/npz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const perpixel::SharedBytes bytes{{data, size}, nullptr};
  try {
    (void)perpixel::read_npy(bytes, "fuzz").to_f32();
  } catch (const perpixel::Error&) {
  }
  try {
    for (const auto& [name, tensor] : perpixel::read_npz(perpixel::ZipArchive(bytes, "fuzz")).tensors)
      (void)tensor.to_f32();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
