#include "npy/npy_write.h"

#include <algorithm>
#include <bit>
#include <ostream>
#include <vector>

#include "error/error.h"
#include "file/file.h"
#include "npy/half.h"
#include "npy/npy_array.h"
#include "npy/npy_header.h"

namespace perpixel {

static_assert(std::endian::native == std::endian::little, "elements are written as they lie in memory");

namespace {

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

void write_npy(const std::filesystem::path& path, const Tensor& tensor, NpyType type) {
  const bool to_half = type == NpyType::f16 && tensor.dtype() != DType::f16;
  const std::span<const float> halves = to_half ? tensor.floats() : std::span<const float>{};
  const std::string header = npy_header(to_half ? "<f2" : npy_descr(tensor.dtype()), tensor.shape());
  write_file_atomically(path, [&](std::ostream& out) {
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    if (to_half)
      write_as_half(out, halves);
    else
      out.write(static_cast<const char*>(tensor.data()), static_cast<std::streamsize>(tensor.bytes()));
  });
}

}  // namespace perpixel
