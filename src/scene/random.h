// Counter-based random numbers: the n-th number is a function of (key, n) alone, so no thread or order
// matters.
#pragma once

#include <cstdint>

namespace perpixel {

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): a bijection of 64-bit words.
constexpr std::uint64_t mix_bits(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/// Bounds that a number is drawn from; a plain number stands for itself.
struct Range {
  double low = 0, high = 0;
  constexpr Range(double value) : low(value), high(value) {}
  constexpr Range(double lower, double upper) : low(lower), high(upper) {}
};

/// One stream of random numbers. Integer arithmetic and exact float scaling only: the same on every machine.
/// C++ leaves the order of a call's arguments open, so at most one argument of a call may draw (braces are
/// ordered): hand over a Range instead.
class SceneRandom {
 public:
  constexpr SceneRandom(std::uint64_t seed, std::uint64_t index, std::uint64_t purpose)
      : key_(mix_bits(mix_bits(mix_bits(seed + kStep) ^ (index + 2 * kStep)) ^ (purpose + 3 * kStep))) {}

  constexpr std::uint64_t bits() { return mix_bits(key_ + kStep * ++count_); }
  /// An independent stream, for one object: what it draws does not shift its siblings.
  constexpr SceneRandom fork() { return SceneRandom(bits(), 0, 0); }
  /// [0, 1), a multiple of 2^-32.
  constexpr double uniform() { return static_cast<double>(bits() >> 32) * 0x1p-32; }
  constexpr double range(double low, double high) { return low + (high - low) * uniform(); }
  constexpr double range(Range bounds) { return range(bounds.low, bounds.high); }
  /// 0 … n-1; n >= 1.
  constexpr int below(int n) {
    return static_cast<int>(((bits() >> 32) * static_cast<std::uint64_t>(n)) >> 32);
  }
  constexpr int between(int low, int high) { return low + below(high - low + 1); }
  constexpr bool chance(double probability) { return uniform() < probability; }
  constexpr double sign() { return chance(0.5) ? 1.0 : -1.0; }
  constexpr std::uint32_t seed32() { return static_cast<std::uint32_t>(bits() >> 32); }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;
  std::uint64_t key_;
  std::uint64_t count_ = 0;
};

}  // namespace perpixel
