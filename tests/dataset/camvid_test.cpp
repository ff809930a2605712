#include <gtest/gtest.h>

#include "dataset/kinds.h"
#include "dataset/small_set.h"

namespace perpixel {
namespace {

TEST(CamVid, TheTableIsSegNets) {
  const ClassList list = camvid_classes();
  EXPECT_EQ(list.size(), 11u);
  EXPECT_EQ(list.classes[0].name, "Sky");
  EXPECT_EQ(list.classes[10].name, "Bicyclist");
  EXPECT_EQ(list.train_id_of(11), kIgnore);
  EXPECT_EQ(list.train_id_of(12), std::nullopt);
}

// The 32 colours of Brostow et al. and the class each joins.
TEST(CamVid, All32OriginalColoursHaveAClass) {
  const ClassList list = camvid_classes();
  EXPECT_EQ(list.size() + list.color_aliases.size() + list.ignore_colors.size(),
            33u);  // Pavement has two of its own
  const auto name = [&](const Rgb& color) {
    const auto id = list.train_id_of(color);
    return !id ? "?" : *id == kIgnore ? "void" : list.classes[*id].name;
  };
  EXPECT_EQ(name({64, 128, 64}), "Pedestrian");  // Animal
  EXPECT_EQ(name({0, 0, 192}), "Pavement");      // Sidewalk
  EXPECT_EQ(name({64, 192, 0}), "Building");     // Wall
  EXPECT_EQ(name({128, 0, 192}), "Road");        // LaneMkgsDriv
  EXPECT_EQ(name({0, 64, 64}), "SignSymbol");    // TrafficLight
  EXPECT_EQ(name({192, 0, 192}), "Bicyclist");   // MotorcycleScooter
  EXPECT_EQ(name({192, 192, 0}), "Tree");        // VegetationMisc
  EXPECT_EQ(name({0, 0, 64}), "Pole");           // TrafficCone
  EXPECT_EQ(name({64, 128, 192}), "Car");        // SUVPickupTruck
  EXPECT_EQ(name({0, 0, 0}), "void");
}

TEST(CamVid, ListsOfNamesWithJpegPictures) {
  const SmallSet set;
  set.text("train.txt", "b\na\n");
  set.pair("train/a.jpg", "trainannot/a.png", {0, 11});
  set.pair("train/b.jpg", "trainannot/b.png", {10});
  const Dataset data = open_dataset(set.spec("camvid"), "train");
  EXPECT_EQ(data.name, "camvid train");
  EXPECT_EQ(data.names, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(data.load(1).labels->at(0, 1), kIgnore);
  EXPECT_EQ(data.files(0),
            (std::vector<std::string>{set.at("train/b.jpg").string(), set.at("trainannot/b.png").string()}));
  EXPECT_EQ(dataset_splits(set.spec("camvid")), (std::vector<std::string>{"train"}));
}

TEST(CamVid, SegNetsListsOfPaths) {
  const SmallSet set;
  set.text("CamVid/val.txt", "/SegNet/CamVid/val/a.png /SegNet/CamVid/valannot/a.png\n");
  set.pair("CamVid/val/a.png", "CamVid/valannot/a.png", {3});
  const Dataset data = open_dataset(set.spec("camvid"), "val");
  EXPECT_EQ(data.names, (std::vector<std::string>{"a"}));
  EXPECT_EQ(data.load(0).labels->at(0, 0), 3);
}

TEST(CamVid, FoldersWithoutLists) {
  const SmallSet set;
  set.pair("val/a.png", "valannot/a.png", {3});
  EXPECT_EQ(open_dataset(set.spec("camvid"), "val").size(), 1u);
}

TEST(CamVid, OriginalColourMasks) {
  const SmallSet set;
  for (int i = 0; i < 6; ++i) {
    const std::string name = "0001TP_" + std::to_string(i);
    set.picture("701_StillsRaw_full/" + name + ".png");
    set.color_mask("LabeledApproved_full/" + name + "_L.png", {{64, 192, 0}, {0, 0, 0}, {128, 128, 128}});
  }
  const Dataset train = open_dataset(set.spec("camvid"), "train");
  EXPECT_EQ(train.size(), 5u);
  EXPECT_EQ(open_dataset(set.spec("camvid"), "val").names, (std::vector<std::string>{"0001TP_5"}));
  const LabelMap labels = *train.load(0).labels;
  EXPECT_EQ(labels.at(0, 0), 1);
  EXPECT_EQ(labels.at(0, 1), kIgnore);
  EXPECT_EQ(labels.at(0, 2), 0);
}

TEST(CamVid, AListedPictureThatIsMissingIsNamedWithItsLine) {
  const SmallSet set;
  set.text("train.txt", "a\nb\n");
  set.pair("train/a.jpg", "trainannot/a.png", {0});
  const Error error = error_of([&] { open_dataset(set.spec("camvid"), "train"); });
  EXPECT_EQ(error.code(), ErrorCode::missing_mate);
  EXPECT_TRUE(holds(error.what(), "train.txt:2: no picture b")) << error.what();
}

TEST(CamVid, NoSuchFolderOrSplit) {
  EXPECT_EQ(error_of([] { open_dataset("camvid:/no/such", "train"); }).code(), ErrorCode::dataset_layout);
  const SmallSet set;
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("camvid"), "val"); }).code(), ErrorCode::dataset_layout);
  set.text("train.txt", "");
  EXPECT_EQ(error_of([&] { open_dataset(set.spec("camvid"), "train"); }).code(), ErrorCode::dataset_empty);
}

}  // namespace
}  // namespace perpixel
