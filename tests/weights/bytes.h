// safetensors files made by hand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace perpixel {

/// Length, header text as given, then `data_bytes` bytes 0, 1, 2, ...
inline std::vector<std::uint8_t> file_bytes(const std::string& header, std::size_t data_bytes) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(header.size() >> (8 * i)));
  bytes.insert(bytes.end(), header.begin(), header.end());
  for (std::size_t i = 0; i < data_bytes; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
  return bytes;
}

}  // namespace perpixel
