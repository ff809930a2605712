// Bytes that tensors can share instead of copying them: a mapped file, an inflated entry.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "tensor/tensor.h"

namespace perpixel {

/// With an owner the bytes live as long as a copy of it does; without one only as long as the call that was
/// given them.
struct SharedBytes {
  std::span<const std::uint8_t> bytes;
  std::shared_ptr<const void> owner;

  /// The bytes [begin, begin + count); the caller has checked that they exist.
  SharedBytes part(std::size_t begin, std::size_t count) const {
    return {bytes.subspan(begin, count), owner};
  }
};

/// Bytes of a tensor, or nothing for a negative size or what does not fit in 62 bits.
std::optional<std::uint64_t> byte_count(const Shape& shape, DType type);

/// Whether `tensor_over` shares bytes that begin here, rather than copying them.
bool is_shareable(const SharedBytes& from, DType type);

/// A tensor over its `byte_count` bytes at the beginning of `from`, elements as they lie in memory: shared
/// where there is an owner and the alignment suits the type, else copied. Throws shape_mismatch when `from`
/// is too short. What is shared must not be written to.
Tensor tensor_over(const Shape& shape, DType type, const SharedBytes& from);

/// The same bytes, aligned for every element type and with an owner: copied only where they are not.
SharedBytes aligned_bytes(const SharedBytes& from);

}  // namespace perpixel
