#include "metric/pair_counter.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace perpixel {
namespace {

PairCounter::Codes modulo(int codes) {
  PairCounter::Codes table;
  for (int v = 0; v < 256; ++v) table[static_cast<std::size_t>(v)] = static_cast<std::uint8_t>(v % codes);
  return table;
}

/// Runs of 1 to 20 equal bytes, so that whole words, mixed words and tails all occur.
std::vector<std::uint8_t> runs(std::size_t size) {
  std::vector<std::uint8_t> bytes;
  while (bytes.size() < size)
    bytes.insert(bytes.end(), static_cast<std::size_t>(1 + std::rand() % 20), std::rand() & 255);
  bytes.resize(size);
  return bytes;
}

// Property: equals a pixel by pixel count, for every length of the tail.
TEST(PairCounter, EqualsCountingOneByOne) {
  const int codes = 5;
  for (std::size_t size = 0; size < 40; ++size) {
    const auto truth = runs(size * 13), prediction = runs(size * 13);
    PairCounter counter(codes, modulo(codes), modulo(codes));
    counter.add(truth, prediction);
    std::map<std::pair<int, int>, std::uint64_t> expected;
    for (std::size_t i = 0; i < truth.size(); ++i) ++expected[{truth[i] % codes, prediction[i] % codes}];
    for (int t = 0; t < codes; ++t)
      for (int p = 0; p < codes; ++p) {
        const std::uint64_t want = expected[{t, p}];
        ASSERT_EQ(counter.count(t, p), want) << size << " " << t << " " << p;
      }
  }
}

TEST(PairCounter, TellsTheTwoSidesApart) {
  PairCounter counter(256, modulo(256), modulo(256));
  counter.add(std::vector<std::uint8_t>(16, 255), std::vector<std::uint8_t>(16, 3));
  EXPECT_EQ(counter.count(255, 3), 16u);
  EXPECT_EQ(counter.count(3, 255), 0u);
}

}  // namespace
}  // namespace perpixel
