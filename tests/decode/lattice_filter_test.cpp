#include "decode/lattice_filter.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

// Two roads: the filter of a team, on padded rows, and `filter` of the lattice.
TEST(LatticeFilter, EqualsTheLatticesOwnFilter) {
  std::vector<float> features, values;
  for (int i = 0; i < 200; ++i) {
    features.insert(features.end(), {(i % 20) / 4.f, (i / 20) / 4.f, static_cast<float>((i * 7) % 13) / 5});
    values.insert(values.end(), {static_cast<float>(i % 3), static_cast<float>(i % 5), 1});
  }
  const Permutohedral lattice = permutohedral(features, 3);
  const std::vector<float> expected = filter(lattice, values, 3);
  LatticeFilter lattice_filter(lattice);
  lattice_filter.reserve(8);
  Tensor rows = Tensor::zeros({200, 8}), out = Tensor::filled({200, 8}, 1);
  for (std::size_t i = 0; i < 600; ++i) rows.floats()[i / 3 * 8 + i % 3] = values[i];
  run_team(2, [&](const TeamMember& member) {
    lattice_filter.take(rows.floats().data(), member);
    const std::size_t begin = member.begin(200);
    lattice_filter.add_messages(begin, member.end(200), 2, out.floats().data() + begin * 8);
  });
  for (std::size_t i = 0; i < 600; ++i)
    EXPECT_FLOAT_EQ(out.floats()[i / 3 * 8 + i % 3], 1 + 2 * expected[i]) << i;
}

}  // namespace
}  // namespace perpixel
