// Any bytes give a configuration or a perpixel::Error; what was read is written and read back to the same
// values.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/config.h"
#include "error/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const perpixel::Config config =
        perpixel::Config::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!(perpixel::Config::parse(config.to_yaml(), "again") == config)) std::abort();
  } catch (const perpixel::Error&) {
  }
  return 0;
}
