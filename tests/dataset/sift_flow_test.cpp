#include <gtest/gtest.h>

#include "dataset/convert.h"
#include "dataset/kinds.h"
#include "dataset/small_mat.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

const std::string kInner = "/spatial_envelope_256x256_static_8outdoorcategories/";

void make_set(const SmallSet& set) {
  for (const std::string id : {"coast_1", "street_2"}) {
    set.picture("Images" + kInner + id + ".jpg");
    write_mat<std::uint8_t>(set.at("SemanticLabels" + kInner + id + ".mat"), "S", {0, 1, 33});
    write_mat<std::int16_t>(set.at("GeoLabels" + kInner + id + ".mat"), "S", {-1, 1, 3});
  }
  set.text("trainval.txt", "coast_1\n");
  set.text("test.txt", "street_2\n");
}

// semantic.md 11.6: 33 names from awning to window; cow, desert and moon among them.
TEST(SiftFlow, Has33SemanticAnd3GeometricClassesCountedFromOne) {
  const ClassList list = sift_flow_classes(false);
  EXPECT_EQ(list.size(), 33u);
  EXPECT_EQ(list.classes[0].name, "awning");
  EXPECT_EQ(list.classes[8].name, "cow");
  EXPECT_EQ(list.classes[32].name, "window");
  EXPECT_EQ(list.train_id_of(33), 32);
  EXPECT_EQ(list.train_id_of(0), kIgnore);
  EXPECT_EQ(sift_flow_classes(true).names(), (std::vector<std::string>{"sky", "horizontal", "vertical"}));
}

TEST(SiftFlow, BothLabelsConvert) {
  PERPIXEL_NEED_MATIO();
  const SmallSet set;
  make_set(set);
  EXPECT_EQ(dataset_splits(set.spec("siftflow")), (std::vector<std::string>{"train", "test"}));
  convert_dataset(set.spec("siftflow"), set.at("semantic"));
  const Example example = open_dataset("folder:" + set.at("semantic").string(), "test").load(0);
  EXPECT_EQ((std::vector<ClassId>{example.labels->ids.begin(), example.labels->ids.begin() + 3}),
            (std::vector<ClassId>{kIgnore, 0, 32}));
  convert_dataset(set.spec("siftflow", ",labels=geometric"), set.at("geometric"));
  const Dataset geometric = open_dataset("folder:" + set.at("geometric").string(), "train");
  const Example other = geometric.load(0);
  EXPECT_EQ(geometric.classes.size(), 3u);
  EXPECT_EQ((std::vector<ClassId>{other.labels->ids.begin(), other.labels->ids.begin() + 3}),
            (std::vector<ClassId>{kIgnore, 0, 2}));
}

TEST(SiftFlow, TheTestSetSaysWhichClassesItLacks) {
  const SmallSet set;
  set.pair("Images/a.jpg", "SemanticLabels/a.png", {1, 0});
  set.text("test.txt", "a\n");
  const Dataset test = open_dataset(set.spec("siftflow"), "test");
  ASSERT_EQ(test.notes.size(), 1u);
  EXPECT_NE(test.notes[0].find("cow, desert and moon"), std::string::npos);
  EXPECT_EQ(test.load(0).labels->ids[0], 0);
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("siftflow", ",labels=depth"), "test"); }).code(),
            ErrorCode::bad_value);
}

}  // namespace
}  // namespace perpixel
