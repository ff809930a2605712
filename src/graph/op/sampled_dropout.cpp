#include "graph/op/sampled_dropout.h"

#include <bit>

namespace perpixel {

SampledDropout::SampledDropout(float sample, std::string_view name, float ratio)
    : key_(0xCBF29CE484222325u), ratio_(static_cast<double>(ratio)), scale_(1 / (1 - ratio)) {
  const auto absorb = [this](std::uint64_t byte) { key_ = (key_ ^ byte) * 0x100000001B3u; };  // FNV-1a
  for (const char c : name) absorb(static_cast<unsigned char>(c));
  for (std::uint32_t bits = std::bit_cast<std::uint32_t>(sample), i = 0; i < 4; ++i, bits >>= 8)
    absorb(bits & 0xFF);
  key_ = (key_ ^ (key_ >> 32)) * 0xD6E8FEB86659FD93u;  // FNV leaves near samples near
  key_ ^= key_ >> 32;
}

}  // namespace perpixel
