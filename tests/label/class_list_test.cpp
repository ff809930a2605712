#include "label/class_list.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

TEST(ClassList, FromNamesNumbersThemInOrder) {
  const ClassList list = class_list_of({"sky", "road"});
  EXPECT_EQ(list.names(), (std::vector<std::string>{"sky", "road"}));
  EXPECT_EQ(list.train_id_of(0), 0);
  EXPECT_EQ(list.train_id_of(1), 1);
  EXPECT_EQ(list.train_id_of(255), kIgnore);
  EXPECT_EQ(list.train_id_of(2), std::nullopt);
  EXPECT_NE(list.classes[0].color, list.classes[1].color);
}

// 255 is void by habit, but where it is a class it is a class.
TEST(ClassList, AClassBeatsTheIgnoreList) {
  ClassList list = class_list_of({"membrane", "cell"});
  list.classes[1].file_id = 255;
  EXPECT_EQ(list.train_id_of(255), 1);
}

TEST(ClassList, AliasesJoinTheirClass) {
  ClassList list = class_list_of({"road", "car"});
  list.value_aliases = {{26, ClassId{1}}, {255, ClassId{1}}};
  list.color_aliases = {{Rgb{1, 2, 3}, ClassId{0}}};
  EXPECT_EQ(list.train_id_of(26), 1);
  EXPECT_EQ(list.train_id_of(255), 1);
  EXPECT_EQ(list.train_id_of(Rgb{1, 2, 3}), 0);
  EXPECT_EQ(list.train_id_of(list.classes[1].color), 1);
  EXPECT_EQ(list.train_id_of(Rgb{9, 9, 9}), std::nullopt);
  list.ignore_colors = {{9, 9, 9}};
  EXPECT_EQ(list.train_id_of(Rgb{9, 9, 9}), kIgnore);
}

TEST(ClassList, MoreThan255ClassesMoveVoidTo65535) {
  const ClassList list = class_list_of(std::vector<std::string>(300, "x"));
  EXPECT_EQ(list.train_id_of(255), 255);
  EXPECT_EQ(list.void_id, 65535);
  EXPECT_EQ(list.train_id_of(65535), kIgnore);
  EXPECT_THROW(class_list_of(std::vector<std::string>(65535, "x")), Error);
}

// ADE20K, NYUDv2 and SIFT Flow number their classes from 1 and write 0 where nothing is said.
TEST(ClassList, FromOne) {
  const ClassList list = class_list_from_one({"wall", "floor"});
  EXPECT_EQ(list.classes[0].file_id, 1);
  EXPECT_EQ(list.classes[1].file_id, 2);
  EXPECT_EQ(list.ignore_ids, (std::vector<int>{0, 255}));
  EXPECT_EQ(list.void_id, 0);
}

}  // namespace
}  // namespace perpixel
