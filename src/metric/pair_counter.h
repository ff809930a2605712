// Counts pairs of bytes fast: the inner loop of scoring label pictures.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace perpixel {

/// Maps each byte of two equally long rows to a small code and counts the pairs of codes.
class PairCounter {
 public:
  using Codes = std::array<std::uint8_t, 256>;

  /// Codes are in [0, codes), codes <= 256.
  PairCounter(int codes, const Codes& truth_code, const Codes& prediction_code);

  /// Both of the same length.
  void add(std::span<const std::uint8_t> truth, std::span<const std::uint8_t> prediction);

  /// Pairs seen so far.
  std::uint64_t count(int truth_code, int prediction_code) const;

 private:
  static constexpr int kLanes = 4;

  int codes_;
  std::array<std::uint32_t, 256> truth_row_{};  // code * codes_
  std::array<std::uint32_t, 256> prediction_column_{};
  // Neighbouring pixels mostly hit the same pair; separate counters spare the wait for the last store to
  // land.
  std::array<std::vector<std::uint64_t>, kLanes> lanes_;  // each [codes, codes]
};

}  // namespace perpixel
