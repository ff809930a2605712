// The JSON header of a safetensors file, checked against the file's size before anything is allocated.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/tensor.h"

namespace perpixel {

struct SafetensorsEntry {
  std::string name;
  DType type = DType::f32;
  Shape shape;
  std::uint64_t begin = 0, end = 0;  // bytes, counted from the end of the header
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry>
      entries;  // by offset; together they cover [0, data_bytes) without overlap or hole
  std::map<std::string, std::string> metadata;
};

/// Throws weights_corrupt (unsupported for an element type that perpixel lacks) naming `file` and the tensor.
SafetensorsHeader parse_safetensors_header(std::string_view json, std::uint64_t data_bytes,
                                           const std::string& file);

/// The JSON text, padded with spaces to a multiple of 8 bytes. Throws bad_value for names that are not UTF-8.
std::string safetensors_header_text(const SafetensorsHeader& header);

}  // namespace perpixel
