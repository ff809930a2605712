#include "dataset/convert.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "dataset/small_set.h"
#include "file/file.h"

namespace perpixel {
namespace {

void make_set(const SmallSet& set) {
  for (int i = 0; i < 6; ++i) {
    const std::string name = std::to_string(i);
    set.picture("images/" + name + (i % 2 ? ".jpg" : ".png"));
    set.mask("masks/" + name + ".png", {3, 26, 255, static_cast<std::uint8_t>(i % 2 ? 3 : 26)});
  }
  set.text("classes.yaml", "classes: [{name: road, id: 3}, {name: car, id: 26, thing: true}]\n");
}

void expect_equal(const std::string& before, const std::string& after, bool pictures) {
  ASSERT_EQ(dataset_splits(before), dataset_splits(after));
  for (const std::string& split : dataset_splits(before)) {
    const Dataset a = open_dataset(before, split), b = open_dataset(after, split);
    ASSERT_EQ(a.names, b.names);
    EXPECT_EQ(a.classes.names(), b.classes.names());
    for (std::size_t i = 0; i < a.size(); ++i) {
      const Example x = a.load(i), y = b.load(i);
      EXPECT_EQ(x.labels, y.labels) << a.names[i];
      if (pictures) {
        EXPECT_EQ(x.image, y.image) << a.names[i];
      }
    }
  }
}

// Property: what is written reads as what it was.
TEST(Convert, FolderKeepsPicturesAndLabels) {
  const SmallSet set;
  make_set(set);
  const auto splits = convert_dataset(set.spec("folder"), set.at("out"), {.layout = "folder"});
  ASSERT_EQ(splits.size(), 2u);
  EXPECT_EQ(splits[0].pictures, 5u);
  expect_equal(set.spec("folder"), "folder:" + set.at("out").string(), true);
  // JPEG is copied, not encoded again.
  EXPECT_EQ(read_file(set.at("images/1.jpg")), read_file(set.at("out/images/train/1.jpg")));
  EXPECT_TRUE(read_header(set.at("out/masks/train/1.png")).has_palette);
}

TEST(Convert, VocKeepsLabelsAndMakesJpegPictures) {
  const SmallSet set;
  make_set(set);
  convert_dataset(set.spec("folder"), set.at("out"), {.layout = "voc"});
  expect_equal(set.spec("folder"), "voc:" + set.at("out").string(), false);
  EXPECT_TRUE(std::filesystem::exists(set.at("out/JPEGImages/0.jpg")));
  EXPECT_EQ(read_text_file(set.at("out/ImageSets/Segmentation/val.txt")), "5\n");
}

TEST(Convert, CocoAnnotatesEachClassOfEachPicture) {
  const SmallSet set;
  make_set(set);
  convert_dataset(set.spec("folder"), set.at("out"), {.layout = "coco", .threads = 3});
  const auto json = nlohmann::json::parse(read_text_file(set.at("out/annotations/instances_train.json")));
  EXPECT_EQ(json["images"].size(), 5u);
  EXPECT_EQ(json["annotations"].size(), 10u);
  EXPECT_EQ(json["categories"][1]["id"], 26);
  const Dataset train = open_dataset(set.spec("folder"), "train");
  int id = 0;
  for (const auto& annotation : json["annotations"]) {
    EXPECT_EQ(annotation["id"], ++id);
    const auto image = annotation["image_id"].get<std::size_t>() - 1;
    EXPECT_TRUE(
        std::filesystem::exists(set.at("out/train") / json["images"][image]["file_name"].get<std::string>()));
    const LabelMap labels = *train.load(image).labels;
    const Mask mask =
        decode_rle(rle_from_text(annotation["segmentation"]["counts"].get<std::string>(), 4, 6));
    const ClassId wanted = annotation["category_id"] == 3 ? 0 : 1;
    for (std::size_t p = 0; p < labels.ids.size(); ++p)
      EXPECT_EQ(mask.inside[p] == 1, labels.ids[p] == wanted);
    EXPECT_EQ(annotation["area"], std::count(mask.inside.begin(), mask.inside.end(), 1));
  }
}

TEST(Convert, ScenesKeepEveryTruthInTheFolderLayout) {
  const SmallSet set;
  convert_dataset("scenes:count=3,size=48", set.at("out"), {.layout = "folder", .splits = {"train"}});
  const Dataset scenes = open_dataset("scenes:count=3,size=48,task=everything", "train");
  const Dataset folder = open_dataset("folder:" + set.at("out").string() + ",val=0.0", "train");
  ASSERT_EQ(folder.names, scenes.names);
  const Example scene = scenes.load(0);
  EXPECT_EQ(folder.load(0).image, scene.image);
  EXPECT_EQ(folder.load(0).labels, scene.labels);
  const auto stored = [&](const std::string& truth, const std::string& extension) {
    return read_image(set.at("out/" + truth + "/train/" + scene.name + extension));
  };
  const auto floats = [](const Image& image) {
    return std::vector<float>(image.samples<float>().begin(), image.samples<float>().end());
  };
  EXPECT_EQ(floats(stored("depth", ".tif")), scene.depth->depth_m);
  EXPECT_EQ(floats(stored("normals", ".tif")), scene.normals->xyz);
  EXPECT_EQ(stored("boundaries", ".png").height(), 48);
}

TEST(Convert, ScenesAsCocoHaveInstancesAndKeypoints) {
  const SmallSet set;
  const std::string data = "scenes:count=8,size=96,task=everything";
  convert_dataset(data, set.at("out"), {.layout = "coco", .splits = {"train"}});
  const auto json = nlohmann::json::parse(read_text_file(set.at("out/annotations/instances_train.json")));
  std::size_t instances = 0, keypoints = 0, keypoints_found = 0;
  const Dataset scenes = open_dataset(data, "train");
  for (std::size_t i = 0; i < scenes.size(); ++i) {
    for (const Instance& instance : scenes.load(i).instances) {
      ++instances;
      keypoints += !instance.keypoints.empty();
    }
  }
  for (const auto& annotation : json["annotations"]) {
    EXPECT_TRUE(annotation.contains("amodal_segmentation"));
    keypoints_found += annotation.contains("num_keypoints");
  }
  EXPECT_EQ(json["annotations"].size(), instances);
  EXPECT_EQ(keypoints_found, keypoints);
  EXPECT_GT(instances, 0u);
}

TEST(Convert, ClassesBecomeFolders) {
  const SmallSet set;
  for (const char* name : {"in/cat/1.png", "in/cat/2.png", "in/dog/1.png", "in/dog/2.png"}) set.picture(name);
  const std::string data = "imagenet:" + set.at("in").string();
  convert_dataset(data, set.at("out"), {.layout = "imagenet"});
  convert_dataset("scenes:count=2,size=16", set.at("scenes"), {.layout = "imagenet", .splits = {"train"}});
  EXPECT_FALSE(std::filesystem::is_empty(set.at("scenes/train")));
  EXPECT_EQ(open_dataset("imagenet:" + set.at("out").string(), "val").names, open_dataset(data, "val").names);
}

TEST(Convert, MistakesLeaveNothingBehind) {
  const SmallSet set;
  make_set(set);
  const auto refused = [&](const std::string& data, const std::string& layout) {
    return error_of([&] { convert_dataset(data, set.at("new"), {.layout = layout}); });
  };
  EXPECT_EQ(refused(set.spec("folder"), "vocc").code(), ErrorCode::bad_value);
  EXPECT_TRUE(holds(refused(set.spec("folder"), "vocc").hint(), "did you mean `voc`?"));
  EXPECT_EQ(refused(set.spec("folder"), "imagenet").code(), ErrorCode::unsupported);
  EXPECT_EQ(refused("folder:/no/such", "voc").code(), ErrorCode::dataset_layout);
  EXPECT_FALSE(std::filesystem::exists(set.at("new")));
  EXPECT_EQ(error_of([&] { convert_dataset(set.spec("folder"), set.at("images"), {}); }).code(),
            ErrorCode::dataset_layout);
}

void break_last(const SmallSet& set) {
  const auto size = std::filesystem::file_size(set.at("masks/5.png"));
  std::filesystem::resize_file(set.at("masks/5.png"), size / 2);
}

TEST(Convert, ABrokenSourceLeavesNothingBehind) {
  const SmallSet set;
  make_set(set);
  break_last(set);
  for (const char* layout : {"folder", "voc", "coco"}) {
    error_of([&] { convert_dataset(set.spec("folder"), set.at("out"), {.layout = layout}); });
    EXPECT_FALSE(std::filesystem::exists(set.at("out"))) << layout;
  }
  std::filesystem::create_directory(set.at("empty"));
  error_of([&] { convert_dataset(set.spec("folder"), set.at("empty"), {}); });
  EXPECT_TRUE(std::filesystem::is_empty(set.at("empty")));
}

TEST(Convert, WhatAKilledProgramLeftDoesNotCount) {
  const SmallSet set;
  make_set(set);
  set.text("out/.partial/images/old.png", "half");
  convert_dataset(set.spec("folder"), set.at("out"));
  EXPECT_FALSE(std::filesystem::exists(set.at("out/.partial")));
  EXPECT_FALSE(std::filesystem::exists(set.at("out/images/old.png")));
  EXPECT_TRUE(std::filesystem::exists(set.at("out/classes.yaml")));
}

}  // namespace
}  // namespace perpixel
