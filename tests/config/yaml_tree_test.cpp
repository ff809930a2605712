#include "config/yaml_tree.h"

#include <gtest/gtest.h>

#include "error_text.h"

namespace perpixel {
namespace {

std::string refusal(const std::string& text) {
  return error_text([&] { parse_yaml_tree(text, "x"); });
}

TEST(YamlTree, KeepsOrderLinesAndQuotes) {
  const YamlNode root = parse_yaml_tree("b: 1\na:\n  - 'x'\n  - ~\n", "x");
  ASSERT_EQ(root.entries.size(), 2u);
  EXPECT_EQ(root.entries[0].key, "b");
  EXPECT_EQ(root.entries[1].value.items[0].line, 3);
  EXPECT_TRUE(root.entries[1].value.items[0].quoted);
  EXPECT_EQ(root.entries[1].value.items[1].kind, YamlNode::Kind::null);
}

// A "billion laughs" file: aliases that double at every line.
TEST(YamlTree, AliasesAreRefused) {
  EXPECT_EQ(refusal("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n"),
            "E0404 x:1: anchors and aliases are not taken");
}

TEST(YamlTree, DepthAndSizeAreBounded) {
  EXPECT_NE(refusal(std::string(100, '[') + std::string(100, ']')).find("nested deeper than 64"),
            std::string::npos);
  EXPECT_NE(refusal(std::string(100'000, '[')).find("E0404"), std::string::npos);
  EXPECT_NE(refusal(std::string(kMaxYamlBytes + 1, 'a')).find("bytes"), std::string::npos);
  std::string many = "[";
  for (std::size_t i = 0; i <= kMaxYamlNodes; ++i) many += "1,";
  EXPECT_NE(refusal(many + "1]").find("more than 200000 values"), std::string::npos);
}

TEST(YamlTree, OneDocumentWithPlainKeys) {
  EXPECT_NE(refusal("a: 1\n---\nb: 2\n").find("more than one YAML document"), std::string::npos);
  EXPECT_NE(refusal("[1, 2]: 3\n").find("a key must be plain text"), std::string::npos);
  EXPECT_EQ(refusal("").size(), 0u);
}

}  // namespace
}  // namespace perpixel
