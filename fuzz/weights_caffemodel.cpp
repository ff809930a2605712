// Caffe's NetParameter: any bytes give weights or an Error.
#include <cstddef>
#include <cstdint>

#include "error/error.h"
#include "weights/caffemodel.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const perpixel::SharedBytes bytes{{data, size}, nullptr};
  (void)perpixel::may_be_caffemodel(bytes.bytes);
  try {
    for (const auto& [name, tensor] : perpixel::read_caffemodel(bytes, "fuzz").tensors) (void)tensor.to_f32();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
