// Which elements a numbered dropout drops: one rule for both engines.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace perpixel {

/// The draw number `sample` of the layer `name`: element i of [N, C, H, W] is multiplied by 0 with
/// probability `ratio`, by 1 / (1 - ratio) otherwise. Fraction digits of `sample` count. The random number of
/// an element depends on nothing but (sample, name, i), so threads, engines and machines agree (splitmix64).
class SampledDropout {
 public:
  SampledDropout(float sample, std::string_view name, float ratio);
  float factor(std::int64_t element) const {
    std::uint64_t z = key_ + static_cast<std::uint64_t>(element) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53 < ratio_ ? 0 : scale_;
  }

 private:
  std::uint64_t key_;
  double ratio_;
  float scale_;
};

}  // namespace perpixel
