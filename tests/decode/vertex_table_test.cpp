#include "decode/vertex_table.h"

#include <gtest/gtest.h>

#include <map>

namespace perpixel {
namespace {

// Two roads: a std::map that numbers keys in order of appearance; many more keys than the first table holds.
TEST(VertexTable, NumbersKeysInOrderOfAppearance) {
  using Table = VertexTable<3>;
  Table table;
  std::map<Table::Key, std::int32_t> expected;
  std::uint32_t state = 3;
  const auto coordinate = [&] {
    state = state * 1664525u + 1013904223u;
    return static_cast<std::int32_t>(state >> 24) - 128;
  };
  for (int i = 0; i < 20000; ++i) {
    const Table::Key key{coordinate(), coordinate() % 16, coordinate() % 8};
    const auto id = expected.try_emplace(key, static_cast<std::int32_t>(expected.size())).first->second;
    ASSERT_EQ(table.find_or_add(key, Table::hash(key)), id);
  }
  ASSERT_EQ(table.size(), expected.size());
  for (const auto& [key, id] : expected) {
    ASSERT_EQ(table.find(key, Table::hash(key)), id);
    ASSERT_EQ(table.key(static_cast<std::size_t>(id)), key);
  }
  const Table::Key absent{1000, 0, 0};
  EXPECT_EQ(table.find(absent, Table::hash(absent)), -1);
}

}  // namespace
}  // namespace perpixel
