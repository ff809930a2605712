#include "array/pad.h"

#include <algorithm>
#include <cstring>

#include "array/strided.h"
#include "error/error.h"

namespace perpixel::array {

namespace {

/// The end positions are not repeated: with 0 1 2 comes 2 1 | 0 1 2 | 1 0, and on to and fro.
std::int64_t reflected(std::int64_t position, std::int64_t size) {
  if (size == 1) return 0;
  const std::int64_t period = 2 * (size - 1);
  const std::int64_t at = (position % period + period) % period;
  return at < size ? at : period - at;
}

template <class Word>
void pad_rows(const Tensor& x, const std::vector<std::vector<std::int64_t>>& positions, const Tensor& value,
              Tensor& y, std::int64_t begin, std::int64_t end) {
  const Shape steps = dense_steps(x.shape());
  const std::vector<std::int64_t>& columns = positions.back();
  const Word constant = *static_cast<const Word*>(value.data());
  const auto width = static_cast<std::int64_t>(columns.size());
  for (std::int64_t row = begin; row < end; ++row) {
    std::int64_t at = 0, rest = row;
    for (std::size_t i = positions.size() - 1; i-- > 0;) {
      const auto size = static_cast<std::int64_t>(positions[i].size());
      const std::int64_t from = positions[i][static_cast<std::size_t>(rest % size)];
      rest /= size;
      at = from < 0 || at < 0 ? -1 : at + from * steps[i];
    }
    Word* to = static_cast<Word*>(y.data()) + row * width;
    const Word* source = static_cast<const Word*>(x.data());
    for (std::int64_t c = 0; c < width; ++c) {
      const std::int64_t column = columns[static_cast<std::size_t>(c)];
      to[c] = at < 0 || column < 0 ? constant : source[at + column];
    }
  }
}

}  // namespace

std::vector<std::int64_t> padded_positions(std::int64_t size, std::int64_t before, std::int64_t after,
                                           Border border) {
  std::vector<std::int64_t> positions(
      static_cast<std::size_t>(std::max<std::int64_t>(0, before + size + after)));
  if (size == 0 && border != Border::constant && !positions.empty())
    throw Error(ErrorCode::shape_mismatch, "an axis of size 0 has nothing to pad with");
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const std::int64_t at = static_cast<std::int64_t>(i) - before;
    if (at >= 0 && at < size)
      positions[i] = at;
    else if (border == Border::constant)
      positions[i] = -1;
    else if (border == Border::edge)
      positions[i] = std::clamp<std::int64_t>(at, 0, size - 1);
    else if (border == Border::wrap)
      positions[i] = (at % size + size) % size;
    else
      positions[i] = reflected(at, size);
  }
  return positions;
}

void pad(const Tensor& x, const std::vector<std::vector<std::int64_t>>& positions, const Tensor& value,
         Tensor& y, const Loop& loop) {
  if (y.count() == 0) return;
  if (positions.empty()) {
    std::memcpy(y.data(), x.data(), x.bytes());
    return;
  }
  const auto width = static_cast<std::int64_t>(positions.back().size());
  loop(y.count() / width, width, [&](std::int64_t begin, std::int64_t end) {
    switch (byte_size(y.dtype())) {
      case 1:
        return pad_rows<std::uint8_t>(x, positions, value, y, begin, end);
      case 2:
        return pad_rows<std::uint16_t>(x, positions, value, y, begin, end);
      case 4:
        return pad_rows<std::uint32_t>(x, positions, value, y, begin, end);
      default:
        return pad_rows<std::uint64_t>(x, positions, value, y, begin, end);
    }
  });
}

}  // namespace perpixel::array
