#include "metric/pair_counter.h"

#include <cstring>

namespace perpixel {

namespace {

std::uint64_t load8(const std::uint8_t* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

/// The word whose eight bytes all equal the first one.
bool all_bytes_equal(std::uint64_t word) { return word == (word & 0xFF) * 0x0101010101010101u; }

}  // namespace

PairCounter::PairCounter(int codes, const Codes& truth_code, const Codes& prediction_code) : codes_(codes) {
  for (std::size_t v = 0; v < 256; ++v) {
    truth_row_[v] = truth_code[v] * static_cast<std::uint32_t>(codes);
    prediction_column_[v] = prediction_code[v];
  }
  for (auto& lane : lanes_) lane.assign(static_cast<std::size_t>(codes) * static_cast<std::size_t>(codes), 0);
}

void PairCounter::add(std::span<const std::uint8_t> truth, std::span<const std::uint8_t> prediction) {
  const std::uint8_t *t = truth.data(), *p = prediction.data();
  std::size_t i = 0;
  for (; i + 8 <= truth.size(); i += 8) {
    const std::uint64_t t8 = load8(t + i), p8 = load8(p + i);
    if (all_bytes_equal(t8) && all_bytes_equal(p8)) {
      lanes_[(i >> 3) % kLanes][truth_row_[t[i]] + prediction_column_[p[i]]] += 8;
      continue;
    }
    for (std::size_t k = 0; k < 8; ++k)
      lanes_[k % kLanes][truth_row_[t[i + k]] + prediction_column_[p[i + k]]] += 1;
  }
  for (; i < truth.size(); ++i) lanes_[0][truth_row_[t[i]] + prediction_column_[p[i]]] += 1;
}

std::uint64_t PairCounter::count(int truth_code, int prediction_code) const {
  const auto at = static_cast<std::size_t>(truth_code) * static_cast<std::size_t>(codes_) +
                  static_cast<std::size_t>(prediction_code);
  std::uint64_t sum = 0;
  for (const auto& lane : lanes_) sum += lane[at];
  return sum;
}

}  // namespace perpixel
