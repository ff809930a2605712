// Numbers as binary formats store them: least significant byte first.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

namespace perpixel {

static_assert(std::endian::native == std::endian::little, "numbers are taken as they lie in memory");

/// The number at `bytes`, which need not be aligned and must hold sizeof(T) bytes.
template <class T>
T little_endian(const std::uint8_t* bytes) {
  T number;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

template <class T>
void append_little_endian(std::string& to, T number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  to.append(bytes, sizeof number);
}

}  // namespace perpixel
