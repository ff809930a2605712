// Pickles of arrays and of PyTorch's tensors over one storage of 64 bytes: weights or an Error.
#include <array>
#include <cstddef>
#include <cstdint>

#include "error/error.h"
#include "weights/pickled_weights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array<std::uint8_t, 64> kStorage{};
  const perpixel::SharedBytes bytes{{data, size}, nullptr};
  try {
    for (const auto& [name, tensor] : perpixel::read_pkl(bytes, "fuzz").tensors) (void)tensor.to_f32();
  } catch (const perpixel::Error&) {
  }
  try {
    const perpixel::Pickle pickle = perpixel::read_pickle(bytes, "fuzz");
    const auto storage = [](const std::string&) { return perpixel::SharedBytes{kStorage, nullptr}; };
    for (const auto& [name, tensor] : perpixel::pickled_weights(pickle, storage, size, "fuzz").tensors)
      (void)tensor.to_f32();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
