// Random numbers keyed by what they are for, so that they do not depend on threads or order.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace perpixel {

/// Counter-based: the same (seed, epoch, picture, operation) gives the same stream everywhere.
class KeyedRandom {
 public:
  KeyedRandom(std::uint64_t seed, std::uint64_t epoch, std::uint64_t picture, std::uint64_t operation)
      : state_(mix(mix(mix(mix(seed + 0x9E3779B97F4A7C15u) ^ epoch) ^ picture) ^ operation)) {}

  std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15u); }  // splitmix64
  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Mean 0, standard deviation 1 (Box & Muller 1958, the first of the pair).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  /// Uniform in [0, n), n > 0.
  std::uint64_t below(std::uint64_t n) {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
  }

 private:
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

}  // namespace perpixel
