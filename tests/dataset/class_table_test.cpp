#include "dataset/class_table.h"

#include <gtest/gtest.h>

#include "dataset/kinds.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

ClassList parse(const std::string& yaml) { return parse_class_table(yaml, "t.yaml"); }
Error refused(const std::string& yaml) {
  return error_of([&] { parse(yaml); });
}

TEST(ClassTable, ReadsNamesIdsColoursAndThings) {
  const ClassList list = parse(
      "version: 1\n"
      "classes:\n"
      "  - {name: road, id: 7, color: [128, 64, 128]}\n"
      "  - {name: car, id: [26, 27], color: \"#00008e\", thing: true}\n"
      "ignore: [255, 3]\n");
  EXPECT_EQ(list.names(), (std::vector<std::string>{"road", "car"}));
  EXPECT_EQ(list.classes[0].color, (Rgb{128, 64, 128}));
  EXPECT_EQ(list.classes[1].color, (Rgb{0, 0, 0x8e}));
  EXPECT_TRUE(list.classes[1].is_thing);
  EXPECT_EQ(list.train_id_of(7), 0);
  EXPECT_EQ(list.train_id_of(26), 1);
  EXPECT_EQ(list.train_id_of(27), 1);
  EXPECT_EQ(list.train_id_of(3), kIgnore);
  EXPECT_EQ(list.train_id_of(4), std::nullopt);
  EXPECT_EQ(list.void_id, 255);
}

TEST(ClassTable, BareNamesAreNumberedAndColoured) {
  const ClassList list = parse("classes: [sky, road]\n");
  EXPECT_EQ(list.train_id_of(1), 1);
  EXPECT_EQ(list.classes[0].color, voc_color(1));
  EXPECT_EQ(list.train_id_of(255), kIgnore);
}

TEST(ClassTable, Class255TakesTheDefaultVoidAway) {
  const ClassList list = parse("classes: [{name: a, id: 0}, {name: b, id: 255}]\n");
  EXPECT_EQ(list.train_id_of(255), 1);
  EXPECT_TRUE(list.ignore_ids.empty());
  EXPECT_EQ(list.void_id, 254);
}

TEST(ClassTable, ColourTables) {
  const ClassList list = parse(
      "by_color: true\n"
      "classes:\n"
      "  - {name: car, color: [[64, 0, 128], \"#4080c0\"]}\n"
      "ignore: [[0, 0, 0]]\n");
  EXPECT_TRUE(list.by_color);
  EXPECT_EQ(list.train_id_of(Rgb{64, 0, 128}), 0);
  EXPECT_EQ(list.train_id_of(Rgb{64, 128, 192}), 0);
  EXPECT_EQ(list.train_id_of(Rgb{0, 0, 0}), kIgnore);
}

// Property: the published tables survive the file.
TEST(ClassTable, WritingAndReadingGivesTheTable) {
  for (const ClassList& list : {voc_classes(), cityscapes_classes(false), cityscapes_classes(true)}) {
    EXPECT_EQ(parse(class_table_text(list)), list);
  }
  // Aliases come back class by class.
  const ClassList camvid = camvid_classes(), read = parse(class_table_text(camvid));
  EXPECT_EQ(read.classes, camvid.classes);
  for (const auto& [color, id] : camvid.color_aliases) EXPECT_EQ(read.train_id_of(color), id);
  EXPECT_EQ(read.color_aliases.size(), camvid.color_aliases.size());
}

TEST(ClassTable, NamesWithQuotesAndCommentsSurvive) {
  ClassList list = class_list_of({"a \"b\" \\ {c}, #d: e", "f"});
  EXPECT_EQ(parse(class_table_text(list, {"", "half of the pixels"})), list);
}

TEST(ClassTable, MistakesNameFileAndLine) {
  const Error unknown = refused("classes:\n  - {name: a, colour: [1, 2, 3]}\n");
  EXPECT_EQ(unknown.code(), ErrorCode::unknown_key);
  EXPECT_STREQ(unknown.what(), "t.yaml:2: unknown key `colour`");
  EXPECT_TRUE(holds(unknown.hint(), "color")) << unknown.hint();

  const Error twice = refused("classes: [{name: a, id: 3}, {name: b, id: 3}]\n");
  EXPECT_EQ(twice.code(), ErrorCode::label_table);
  EXPECT_TRUE(holds(twice.what(), "id 3 belongs to both a and b")) << twice.what();

  EXPECT_TRUE(holds(refused("classes: [{name: a, id: x}]\n").what(),
                    "t.yaml:1: `id` must be a whole number, got \"x\""));
  EXPECT_TRUE(
      holds(refused("classes: [{name: a, color: [1, 2, 300]}]\n").what(), "`color` must be a colour"));
  EXPECT_TRUE(holds(refused("by_color: true\nclasses: [a]\n").what(), "class a has no `color`"));
  EXPECT_TRUE(holds(refused("classes: [{id: 1}]\n").what(), "a class without `name`"));
  EXPECT_TRUE(holds(refused("version: 1\n").what(), "no list `classes`"));
  EXPECT_TRUE(holds(refused("classes: [a]\nignore: [0]\n").what(), "value 0 belongs to both a and `ignore`"));
  EXPECT_EQ(refused("version: 2\nclasses: [a]\n").code(), ErrorCode::newer_version);
  EXPECT_EQ(refused("classes: [a\n").code(), ErrorCode::config_syntax);
  EXPECT_EQ(refused("- a\n").code(), ErrorCode::config_syntax);
  EXPECT_EQ(refused("").code(), ErrorCode::config_syntax);
  EXPECT_EQ(refused("classes: [{name: a, id: 70000}]\n").code(), ErrorCode::label_table);
}

}  // namespace
}  // namespace perpixel
