// Any bytes give weights or a perpixel::Error.
#include <cstddef>
#include <cstdint>

#include "error/error.h"
#include "weights/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    for (const auto& [name, tensor] : perpixel::read_safetensors({data, size}, "fuzz").tensors)
      (void)tensor.to_f32();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
