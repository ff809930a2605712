#include "dataset/box_list.h"

#include <gtest/gtest.h>

#include "dataset/small_set.h"

namespace perpixel {
namespace {

TEST(BoxList, TablesWithAndWithoutAHead) {
  const auto plain = boxes_from_table("# boxes\na.png, 1,2,30.5,4\n\nb.png,0,0,9,9,car\n", "t.csv");
  ASSERT_EQ(plain.size(), 2u);
  EXPECT_EQ(plain[0].box, (Box{1, 2, 30.5f, 4}));
  EXPECT_EQ(plain[0].class_name, "");
  EXPECT_EQ(plain[1].where, "t.csv:4");
  EXPECT_EQ(plain[1].class_name, "car");
  const auto named = boxes_from_table("class,y1,x1,y0,x0,file\r\nbus,4,3,2,1,a.png\r\n", "t.csv");
  ASSERT_EQ(named.size(), 1u);
  EXPECT_EQ(named[0].box, (Box{1, 2, 3, 4}));
  EXPECT_EQ(named[0].class_name, "bus");
}

TEST(BoxList, Json) {
  const auto boxes =
      boxes_from_json(R"([{"file": "a.png", "x0": 1, "y0": 2, "x1": 3, "y1": 4, "class": 7}])", "b.json");
  ASSERT_EQ(boxes.size(), 1u);
  EXPECT_EQ(boxes[0].box, (Box{1, 2, 3, 4}));
  EXPECT_EQ(boxes[0].class_name, "7");
}

TEST(BoxList, FaultsNameTheLine) {
  const auto refused = [](const char* text, const char* part) {
    const Error error = error_of([&] { boxes_from_table(text, "t.csv"); });
    EXPECT_EQ(error.code(), ErrorCode::bad_value);
    EXPECT_TRUE(holds(error.what(), part)) << error.what();
  };
  refused("a.png,1,2,x,4\n", "t.csv:1: x1 = \"x\" is no number");
  refused("a.png,1,2,3\n", "t.csv:1: y1 = \"\" is no number");
  refused(",1,2,3,4\n", "t.csv:1: no file");
  refused("file,x0,y0,x1\n", "t.csv:1: no column \"y1\"");
  EXPECT_EQ(error_of([] { boxes_from_json("{}", "b.json"); }).code(), ErrorCode::config_syntax);
  EXPECT_EQ(error_of([] { boxes_from_json("[[[[", "b.json"); }).code(), ErrorCode::config_syntax);
  EXPECT_EQ(error_of([] { boxes_from_json("[3]", "b.json"); }).code(), ErrorCode::bad_value);
}

}  // namespace
}  // namespace perpixel
