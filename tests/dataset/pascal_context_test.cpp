#include <gtest/gtest.h>

#include <set>

#include "dataset/convert.h"
#include "dataset/kinds.h"
#include "dataset/small_mat.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

/// labels.txt in the authors' form: the 59 names from number 101 on, in our order, and some that are none.
std::string raw_labels() {
  std::string text = "1: accordion\n2: aeroplanes\n460: unknown\n";
  const ClassList list = pascal_context_classes(false);
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::string name = list.classes[i].name;
    if (name == "diningtable") name = "table";
    if (name == "bedcloth") name = "bedclothes";
    if (name == "clothes") name = "cloth";
    text += "  " + std::to_string(101 + i) + ": " + name + "\r\n";
  }
  return text;
}

void make_raw(const SmallSet& set) {
  set.picture("VOC2010/JPEGImages/2008_000002.jpg");
  set.text("VOC2010/ImageSets/Main/train.txt", "2008_000002\n");
  set.text("labels.txt", raw_labels());
  write_mat<double>(set.at("trainval/2008_000002.mat"), "LabelMap", {1, 101, 159, 460, 2, 0});
}

// semantic.md 11.4.
TEST(PascalContext, TheOrderIsFcns) {
  const ClassList list = pascal_context_classes(true);
  ASSERT_EQ(list.size(), 60u);
  const std::vector<std::string> names = list.names();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 60u);
  EXPECT_EQ(names[0], "background");
  EXPECT_EQ(names[20], "tvmonitor");
  EXPECT_EQ(names[21], "bag");
  EXPECT_EQ(names[42], "curtain");
  EXPECT_EQ(names[59], "wood");
  EXPECT_EQ(pascal_context_classes(false).classes[58].file_id, 59);
  EXPECT_EQ(pascal_context_classes(false).train_id_of(0), kIgnore);
}

TEST(PascalContext, RawNumbersBecomeClassesByTheirNames) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  make_raw(set);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("context"), "train"); }).code(), ErrorCode::unsupported);
  convert_dataset(set.spec("context"), set.at("with"));
  const Example with = open_dataset("folder:" + set.at("with").string(), "train").load(0);
  EXPECT_EQ((std::vector<ClassId>{with.labels->ids.begin(), with.labels->ids.begin() + 6}),
            (std::vector<ClassId>{0, 1, 59, 0, 0, 0}));
  convert_dataset(set.spec("context", ",classes=59"), set.at("without"));
  const Example without = open_dataset("folder:" + set.at("without").string(), "train").load(0);
  EXPECT_EQ((std::vector<ClassId>{without.labels->ids.begin(), without.labels->ids.begin() + 6}),
            (std::vector<ClassId>{kIgnore, 0, 58, kIgnore, kIgnore, kIgnore}));
}

// The alphabet's numbers by hand: aeroplane 1, bag 2, ..., table 50, track 51, ..., wood 59.
TEST(PascalContext, PngLabelsAreNumberedByAlphabet) {
  const SmallSet set;
  set.pair("JPEGImages/a.jpg", "SegmentationClassContext/a.png", {0, 1, 2, 50, 59, 4});
  set.text("ImageSets/SegmentationContext/val.txt", "a\n");
  const Dataset val = open_dataset(set.spec("context"), "val");
  const Example example = val.load(0);
  const auto name = [&](std::size_t i) { return val.classes.classes[example.labels->ids[i]].name; };
  EXPECT_EQ(name(0), "background");
  EXPECT_EQ(name(1), "aeroplane");
  EXPECT_EQ(name(2), "bag");
  EXPECT_EQ(name(3), "diningtable");
  EXPECT_EQ(name(4), "wood");
  EXPECT_EQ(name(5), "bedcloth");
  EXPECT_EQ(dataset_splits(set.spec("context")), (std::vector<std::string>{"val"}));
}

TEST(PascalContext, ALabelListThatLacksAClassIsNamed) {
  const SmallSet set;
  set.picture("VOC2010/JPEGImages/a.jpg");
  set.text("VOC2010/ImageSets/Main/train.txt", "a\n");
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("context"), "train"); }).code(), ErrorCode::dataset_layout);
  set.text("labels.txt", "1: accordion\n99999: wall\n:\nnonsense\n");
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("context"), "train"); }).code(), ErrorCode::label_table);
}

}  // namespace
}  // namespace perpixel
