#include "model/name_map/name_rule.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

std::string text(const std::optional<std::string>& name) { return name.value_or("(none)"); }

// By hand.
TEST(NameRule, WildcardsKeepWhatTheyTook) {
  EXPECT_EQ(text(rewritten("features.0.weight", "features.0.*", "conv1_1.*")), "conv1_1.weight");
  EXPECT_EQ(text(rewritten("res2.10.conv3.norm.bias", "res2.#.conv#.norm.*", "layer1.#.bn#.*")),
            "layer1.10.bn3.bias");
  EXPECT_EQ(text(rewritten("encoder.layer1.0.bn1.bias", "encoder.**", "@**")), "@layer1.0.bn1.bias");
  EXPECT_EQ(text(rewritten("conv1_1.0", "**.0", "**.weight")), "conv1_1.weight");
  EXPECT_EQ(text(rewritten("a.b.num_batches_tracked", "**.num_batches_tracked", "")), "");
}

TEST(NameRule, NothingElseMatches) {
  EXPECT_EQ(text(rewritten("features.00.weight", "features.0.*", "x.*")), "(none)");
  EXPECT_EQ(text(rewritten("features.0.a.weight", "features.0.*", "x.*")), "(none)");  // a point
  EXPECT_EQ(text(rewritten("features.0.", "features.0.*", "x.*")), "(none)");  // at least one character
  EXPECT_EQ(text(rewritten("res2.a.w", "res2.#.w", "x.#")), "(none)");
  EXPECT_EQ(text(rewritten("features.0.weights", "features.0.weight", "x")), "(none)");
  EXPECT_EQ(text(rewritten("", "**", "**")), "(none)");
}

// A number is not cut: block 12 is not block 1 and a 2.
TEST(NameRule, NumbersAreWhole) {
  EXPECT_EQ(text(rewritten("res4b12_w", "res4b#_w", "block.#")), "block.12");
  EXPECT_EQ(text(rewritten("layer12", "layer#2", "x#")), "(none)");
}

TEST(NameRule, ReadsInBothDirections) {
  const std::string name = "res3.2.conv1.weight";
  const auto ours = rewritten(name, "res3.#.conv#.weight", "layer2.#.conv#.weight");
  EXPECT_EQ(text(rewritten(*ours, "layer2.#.conv#.weight", "res3.#.conv#.weight")), name);
}

// The longest search that two wildcards allow ends at once.
TEST(NameRule, LongNamesEnd) {
  const std::string name(100'000, 'a');
  EXPECT_EQ(text(rewritten(name, "**b", "**")), "(none)");
}

}  // namespace
}  // namespace perpixel
