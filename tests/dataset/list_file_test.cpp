#include "dataset/list_file.h"

#include <gtest/gtest.h>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

TEST(ListFile, WordsLinesAndComments) {
  const SmallSet set;
  set.text("l.txt", "a\r\n\n# no\n  b/c.png d.png \n");
  const std::vector<ListLine> lines = read_list(set.at("l.txt"));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].words, (std::vector<std::string>{"a"}));
  EXPECT_EQ(lines[1].words, (std::vector<std::string>{"b/c.png", "d.png"}));
  EXPECT_EQ(lines[1].line, 4);
  EXPECT_THROW(read_list(set.at("none.txt")), Error);
}

TEST(ListFile, PathsOfAnotherMachineAreFound) {
  const SmallSet set;
  set.picture("train/a.png");
  set.picture("train/b.jpg");
  const auto found = [&](const std::string& listed) { return resolve_listed(set.root(), listed); };
  EXPECT_EQ(found("/SegNet/CamVid/train/a.png"), set.at("train/a.png"));
  EXPECT_EQ(found("train/a.png"), set.at("train/a.png"));
  EXPECT_EQ(found(set.at("train/a.png").string()), set.at("train/a.png"));
  EXPECT_EQ(found("/SegNet/CamVid/train/b.png"), set.at("train/b.jpg"));
  EXPECT_EQ(found("/SegNet/CamVid/val/a.png"), "");
}

}  // namespace
}  // namespace perpixel
