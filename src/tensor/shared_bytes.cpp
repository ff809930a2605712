#include "tensor/shared_bytes.h"

#include <cstring>

#include "error/error.h"

namespace perpixel {

namespace {

bool is_aligned(const std::uint8_t* bytes, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(bytes) % alignment == 0;
}

constexpr std::size_t kWidestElement = 8;

}  // namespace

std::optional<std::uint64_t> byte_count(const Shape& shape, DType type) {
  auto bytes = static_cast<std::int64_t>(byte_size(type));
  for (const std::int64_t size : shape)
    if (size < 0 || __builtin_mul_overflow(bytes, size, &bytes) || bytes > std::int64_t{1} << 62) return {};
  return static_cast<std::uint64_t>(bytes);
}

bool is_shareable(const SharedBytes& from, DType type) {
  return from.owner && is_aligned(from.bytes.data(), byte_size(type));
}

Tensor tensor_over(const Shape& shape, DType type, const SharedBytes& from) {
  const std::optional<std::uint64_t> bytes = byte_count(shape, type);
  if (!bytes || *bytes > from.bytes.size())
    throw Error(ErrorCode::shape_mismatch, std::to_string(from.bytes.size()) +
                                               " bytes do not hold a tensor of " + dtype_name(type) + " " +
                                               shape_text(shape));
  const std::uint8_t* data = from.bytes.data();
  if (*bytes > 0 && is_shareable(from, type))
    return Tensor(
        shape, type,
        std::shared_ptr<void>(std::const_pointer_cast<void>(from.owner), const_cast<std::uint8_t*>(data)));
  Tensor tensor(shape, type);
  if (*bytes > 0) std::memcpy(tensor.data(), data, *bytes);
  return tensor;
}

SharedBytes aligned_bytes(const SharedBytes& from) {
  if (from.owner && is_aligned(from.bytes.data(), kWidestElement)) return from;
  const auto copy = std::make_shared<const Tensor>(
      tensor_over({static_cast<std::int64_t>(from.bytes.size())}, DType::u8, {from.bytes, nullptr}));
  return {{static_cast<const std::uint8_t*>(copy->data()), from.bytes.size()}, copy};
}

}  // namespace perpixel
