// predict --boxes on a network with random weights: files, tables of boxes and errors, not the masks.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/config.h"
#include "image/codec.h"
#include "model/initial_weights.h"
#include "model/model.h"
#include "program.h"
#include "weights/safetensors.h"

namespace perpixel {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// A weights file of ours: a very thin network for boxes of the classes car (7 in files) and bus.
fs::path write_box_model(const Folder& folder) {
  Config config;
  const std::pair<const char*, const char*> settings[] = {
      {"model.name", "hypercolumn_box"}, {"model.width", "0.0625"}, {"model.fc_channels", "8"},
      {"model.image_size", "32"},        {"model.fc6_kernel", "1"}, {"model.grid", "2"}};
  for (const auto& [key, value] : settings) config.set(key, value, "test");
  ModelOptions options;
  options.classes = class_list_of({"car", "bus"});
  options.classes.classes[0].file_id = 7;
  options.width = 0.0625f;
  options.fc_channels = 8;
  options.image_size = 32;
  options.fc6_kernel = 1;
  options.grid = 2;
  const Model model = zoo_entry("hypercolumn_box").build(options);
  config.set("recipe", recipe_to_json(model.recipe), "test");
  write_safetensors(folder / "boxes.safetensors", initial_weights(model.graphs.front(), 1),
                    {{"config", config.to_yaml()}});
  return folder / "boxes.safetensors";
}

class PredictBoxes : public testing::Test {
 protected:
  void SetUp() override {
    model_ = write_box_model(folder_).string();
    for (const auto& [name, height, width] : {std::tuple{"in/a.png", 40, 60}, {"in/sub/b.png", 33, 21}}) {
      fs::create_directories((folder_ / name).parent_path());
      write_image(folder_ / name, Image(height, width, 3));
    }
  }
  Said predict(const std::string& list, const std::string& more = "") const {
    return perpixel_says("predict " + model_ + " " + (folder_ / "in").string() + " -o " +
                         (folder_ / "out").string() + " --boxes " + list + " --json " + more);
  }
  std::string table(const std::string& text) const { return folder_.write("list.csv", text).string(); }

  Folder folder_;
  std::string model_;
};

// As many grey masks of the picture's size as boxes, numbered by picture in the order of the list.
TEST_F(PredictBoxes, OneMaskForEachBox) {
  const Said said = predict(table("# two pictures\nfile,x0,y0,x1,y1,score,class\na.png,2,3,30.5,20,0.9,car\n"
                                  "sub/b.png,0,0,21,33,0.8,bus\na.png,-4,10,70,39,0.7,7\n"),
                            "--save png,overlay,npy");
  ASSERT_EQ(said.code, 0) << said.err;
  const Json report = Json::parse(said.out);
  EXPECT_EQ(report["done"], 2);
  ASSERT_EQ(report["masks"].size(), 3u);
  EXPECT_EQ(report["masks"][1]["mask"], "masks/a_1.png");
  EXPECT_EQ(report["masks"][1]["class"], "car");
  const Image mask = read_image(folder_ / "out/masks/a_0.png");
  EXPECT_EQ(mask.height(), 40);
  EXPECT_EQ(mask.width(), 60);
  EXPECT_EQ(mask.channels(), 1);
  for (const std::uint8_t sample : mask.samples<std::uint8_t>()) ASSERT_TRUE(sample == 0 || sample == 255);
  EXPECT_EQ(mask.at(35, 50, 0), 0);  // far from the box
  for (const char* file : {"masks/a_1.png", "masks/sub/b_0.png", "prob/a_0.npy", "vis/a_overlay.jpg",
                           "vis/sub/b_overlay.jpg", "masks.json"})
    EXPECT_TRUE(fs::exists(folder_ / "out" / file)) << file;
}

// One threshold fills the box, another empties it: probabilities lie between.
TEST_F(PredictBoxes, ConfIsTheThreshold) {
  const std::string list = table("a.png,10,10,40,30,bus\n");
  const auto pixels = [&](const std::string& conf) {
    const Said said = predict(list, "--conf " + conf);
    return said.code == 0 ? Json::parse(said.out)["masks"][0]["pixels"].get<int>() : -1;
  };
  EXPECT_GE(pixels("0.0001"), 30 * 20);
  EXPECT_EQ(pixels("0.9999"), 0);
}

TEST_F(PredictBoxes, ListsAreJsonToo) {
  const auto list = folder_.write(
      "list.json",
      R"([{"file": "a.png", "x0": 1, "y0": 2, "x1": 20.5, "y1": 30, "class": "bus", "score": 1}])");
  const Said said = predict(list.string());
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(Json::parse(said.out)["masks"][0]["box"][2], 20.5);
}

TEST_F(PredictBoxes, BadBoxesAreNamedAndTheRestIsDone) {
  const Said said =
      predict(table("a.png,70,3,90,20,car\na.png,5,5,5,9,car\na.png,1,1,9,9,cat\na.png,1,1,9,9\n"
                    "c.png,1,1,9,9,car\na.png,nan,1,9,9,car\na.png,1,1,9,9,car\n"));
  EXPECT_EQ(said.code, 1);
  const Json report = Json::parse(said.out);
  ASSERT_EQ(report["masks"].size(), 1u);
  EXPECT_EQ(report["masks"][0]["mask"], "masks/a_5.png");
  EXPECT_EQ(report["skipped"].size(), 6u);
  for (const char* text :
       {"list.csv:1: box [70.0, 3.0, 90.0, 20.0] has no part in a picture of 60x40",
        "list.csv:2: box [5.0, 5.0, 5.0, 9.0] has no part",
        "list.csv:3: class \"cat\" is none of the model's", "list.csv:4: no class, and the",
        "list.csv:5: c.png is none of the input pictures"})
    EXPECT_NE(said.err.find(text), std::string::npos) << text << "\n" << said.err;
}

TEST_F(PredictBoxes, WrongTablesAreRefused) {
  const auto message = [&](const std::string& text) {
    const Said said = predict(table(text));
    return said.code == 1 ? said.err : "accepted";
  };
  EXPECT_NE(message("a.png,1,2,3\n").find("list.csv:1: y1 = \"\" is no number"), std::string::npos);
  EXPECT_NE(message("file,x0,y0,x1\n").find("list.csv:1: no column \"y1\""), std::string::npos);
  EXPECT_NE(message("# nothing\n").find("holds no box"), std::string::npos);
}

TEST_F(PredictBoxes, BoxesGoWithModelsForThem) {
  const Said without = perpixel_says("predict " + model_ + " " + (folder_ / "in").string() + " -o " +
                                     (folder_ / "out").string());
  EXPECT_EQ(without.code, 2);
  EXPECT_NE(without.err.find("--boxes FILE"), std::string::npos) << without.err;
  EXPECT_EQ(predict(table("a.png,1,1,9,9,car\n"), "--tta").code, 2);
}

}  // namespace
}  // namespace perpixel
