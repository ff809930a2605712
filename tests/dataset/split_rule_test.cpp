#include "dataset/split_rule.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

using Indices = std::vector<std::size_t>;

DataSpec spec_of(std::vector<std::pair<std::string, std::string>> options) {
  return {.kind = "folder", .path = "p", .options = std::move(options)};
}

std::vector<std::string> numbers(int n) {
  std::vector<std::string> names;
  for (int i = 0; i < n; ++i) names.push_back(std::to_string(i));
  return names;
}

// 24 slices as the membrane set has them: a sixth is the last four.
TEST(SplitRule, TheLastSixthIsVal) {
  EXPECT_EQ(indices_of_split(numbers(24), spec_of({}), "val"), (Indices{20, 21, 22, 23}));
  EXPECT_EQ(indices_of_split(numbers(24), spec_of({}), "train").size(), 20u);
  EXPECT_EQ(indices_of_split(numbers(2), spec_of({}), "val"), (Indices{1}));
  EXPECT_EQ(indices_of_split(numbers(1), spec_of({}), "val"), Indices{});
  EXPECT_EQ(indices_of_split(numbers(1), spec_of({}), "train"), Indices{0});
  EXPECT_EQ(indices_of_split({}, spec_of({}), "train"), Indices{});
}

TEST(SplitRule, OrderIsNaturalWhateverTheListsOrder) {
  EXPECT_EQ(indices_of_split({"s10", "s9", "s1", "s2", "s3", "s4"}, spec_of({}), "val"), (Indices{0}));
}

TEST(SplitRule, SharesRangesAndNames) {
  EXPECT_EQ(indices_of_split(numbers(10), spec_of({{"val", "0.3"}}), "val"), (Indices{7, 8, 9}));
  EXPECT_EQ(
      indices_of_split({"slice_003", "slice_020x", "b", "slice_23"}, spec_of({{"val", "20-23"}}), "val"),
      (Indices{1, 3}));
  EXPECT_EQ(indices_of_split({"a", "b", "c"}, spec_of({{"val", "c+a"}}), "val"), (Indices{0, 2}));
  EXPECT_EQ(indices_of_split({"a", "b", "c"}, spec_of({{"val", "c+a"}}), "train"), (Indices{1}));
}

TEST(SplitRule, TestIsCutBeforeVal) {
  const DataSpec spec = spec_of({{"test", "0.2"}, {"val", "0.2"}});
  EXPECT_EQ(indices_of_split(numbers(10), spec, "test"), (Indices{8, 9}));
  EXPECT_EQ(indices_of_split(numbers(10), spec, "val"), (Indices{6, 7}));
  EXPECT_EQ(indices_of_split(numbers(10), spec, "train").size(), 6u);
  EXPECT_EQ(indices_of_split(numbers(10), spec, "all").size(), 10u);
}

// Property: a picture's side of a hash split does not change with the order of files.
TEST(SplitRule, HashSplitsIgnoreTheOrder) {
  const DataSpec spec = spec_of({{"val", "0.3"}, {"by", "hash"}});
  std::vector<std::string> names = numbers(50);
  const auto chosen = [&] {
    std::vector<std::string> result;
    for (const std::size_t i : indices_of_split(names, spec, "val")) result.push_back(names[i]);
    std::sort(result.begin(), result.end());
    return result;
  };
  const auto before = chosen();
  EXPECT_EQ(before.size(), 15u);
  std::reverse(names.begin(), names.end());
  EXPECT_EQ(chosen(), before);
  std::vector<std::string> last(names.begin(), names.begin() + 15);  // reversed: the highest numbers
  std::sort(last.begin(), last.end());
  EXPECT_NE(before, last);
}

TEST(SplitRule, MistakesAreNamed) {
  const auto refused = [](const char* key, const char* value, const char* split = "val") {
    return error_of([&] { indices_of_split(numbers(4), spec_of({{key, value}}), split); });
  };
  EXPECT_TRUE(holds(refused("val", "7").what(), "val=7: no picture is called \"7\""));
  EXPECT_TRUE(holds(refused("val", "7-9").what(), "no picture's number is in that range"));
  EXPECT_TRUE(holds(refused("val", "1.5").what(), "a share must be in [0, 1)"));
  EXPECT_TRUE(holds(refused("by", "chance").what(), "must be order or hash"));
  EXPECT_TRUE(holds(refused("val", "0.5", "tset").what(), "no split \"tset\""));
  EXPECT_TRUE(holds(refused("val", "0.5", "test").hint(), "test=0.1"));
}

}  // namespace
}  // namespace perpixel
