// What may happen to a file on its way: cut anywhere, any bit flipped.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "error/error.h"
#include "weights/weights_file.h"

namespace perpixel {

using ReadWeights = std::function<WeightsFile(std::span<const std::uint8_t>)>;

/// Every tensor is read through; only an Error counts as a refusal, anything else that is thrown fails the
/// test.
inline bool is_refused(const ReadWeights& read, std::span<const std::uint8_t> bytes) {
  try {
    for (const auto& [name, tensor] : read(bytes).tensors) (void)tensor.to_f32();
    return false;
  } catch (const Error&) {
    return true;
  }
}

/// The Error's text, or "accepted".
inline std::string refusal(const ReadWeights& read, std::span<const std::uint8_t> bytes) {
  try {
    read(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

inline void expect_every_truncation_is_refused(const ReadWeights& read,
                                               const std::vector<std::uint8_t>& whole) {
  EXPECT_FALSE(is_refused(read, whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(is_refused(read, std::span(whole).first(size))) << size;
}

/// How many of the single-bit flips are refused.
inline int refused_bit_flips(const ReadWeights& read, std::vector<std::uint8_t> bytes) {
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    refused += is_refused(read, bytes);
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
  return refused;
}

}  // namespace perpixel
