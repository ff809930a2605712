#include "write/npy.h"

#include <algorithm>
#include <bit>
#include <ostream>
#include <vector>

#include "error/error.h"
#include "file/file.h"
#include "write/half.h"

namespace perpixel {

static_assert(std::endian::native == std::endian::little, "elements are written as they lie in memory");

namespace {

std::string descr_of(DType type) {
  switch (type) {
    case DType::f32:
      return "<f4";
    case DType::f64:
      return "<f8";
    case DType::f16:
      return "<f2";
    case DType::i8:
      return "|i1";
    case DType::u8:
      return "|u1";
    case DType::i16:
      return "<i2";
    case DType::u16:
      return "<u2";
    case DType::i32:
      return "<i4";
    case DType::i64:
      return "<i8";
    case DType::boolean:
      return "|b1";
    case DType::bf16:
      break;
  }
  throw Error(ErrorCode::unsupported, std::string("an .npy file cannot hold ") + dtype_name(type),
              "convert the array to f32 first");
}

/// Python's tuple: "()", "(3,)", "(3, 4)".
std::string tuple_text(const Shape& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

void write_as_half(std::ostream& out, std::span<const float> values) {
  constexpr std::size_t kPiece = 1 << 16;
  std::vector<std::uint16_t> piece;
  for (std::size_t begin = 0; begin < values.size(); begin += kPiece) {
    const auto part = values.subspan(begin, std::min(kPiece, values.size() - begin));
    piece.resize(part.size());
    std::transform(part.begin(), part.end(), piece.begin(), half_from_float);
    out.write(reinterpret_cast<const char*>(piece.data()), static_cast<std::streamsize>(piece.size() * 2));
  }
}

}  // namespace

std::string npy_header(const std::string& descr, const Shape& shape) {
  std::string dictionary =
      "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + tuple_text(shape) + ", }";
  constexpr std::size_t kPrelude = 10, kAlignment = 64;  // magic, version, length
  const std::size_t unpadded = kPrelude + dictionary.size() + 1;
  dictionary.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  dictionary += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dictionary.size() & 0xFF);
  header += static_cast<char>(dictionary.size() >> 8);
  return header + dictionary;
}

void write_npy(const std::filesystem::path& path, const Tensor& tensor, NpyType type) {
  const bool to_half = type == NpyType::f16 && tensor.dtype() != DType::f16;
  const std::span<const float> halves = to_half ? tensor.floats() : std::span<const float>{};
  const std::string header = npy_header(to_half ? "<f2" : descr_of(tensor.dtype()), tensor.shape());
  write_file_atomically(path, [&](std::ostream& out) {
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    if (to_half)
      write_as_half(out, halves);
    else
      out.write(static_cast<const char*>(tensor.data()), static_cast<std::streamsize>(tensor.bytes()));
  });
}

}  // namespace perpixel
