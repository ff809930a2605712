// The text before the elements of an .npy file: a Python dictionary with element type, order and shape.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tensor/tensor.h"

namespace perpixel {

struct NpyHeader {
  std::string descr;           // element type, "<f4": byte order, kind, bytes
  bool fortran_order = false;  // the first axis runs fastest
  Shape shape;
  std::size_t bytes = 0;  // length of the header: the elements begin here
};

/// Format versions 1 to 3. The dictionary has its three keys once each, in any order, and is at most 64 KiB
/// long; a shape has at most 64 axes. Throws weights_corrupt naming `name` and the byte, unsupported for
/// structured element types.
NpyHeader parse_npy_header(std::span<const std::uint8_t> bytes, const std::string& name);

/// The header bytes (version 1.0, row-major) for elements of the given descr: a multiple of 64 long.
std::string npy_header(const std::string& descr, const Shape& shape);

}  // namespace perpixel
