// Single commands, driven as a user would.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "image/codec.h"
#include "program.h"

namespace perpixel {
namespace {

using Json = nlohmann::json;

TEST(ConfigCommand, PrintsWhatItReadsBack) {
  const Folder folder;
  folder.write("base.yaml", "train: {lr: 0.1}\n");
  const auto file = folder.write("a.yaml", "base: base.yaml\ntrain:\n  batch: 4\n");
  const Said first = perpixel_says("config " + file.string() + " train.flip=0");
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_NE(first.out.find("  batch: 4  # " + file.string() + ":3\n"), std::string::npos) << first.out;
  EXPECT_NE(first.out.find("base.yaml:1\n"), std::string::npos);
  EXPECT_NE(first.out.find("  flip: 0  # command line\n"), std::string::npos);
  const auto printed = folder.write("printed.yaml", first.out);
  const Json again = Json::parse(perpixel_says("config --json " + printed.string()).out);
  for (const auto& row : again) {
    if (row["key"] == "train.lr") {
      EXPECT_EQ(row["value"], "0.1");
    }
    if (row["key"] == "train.batch") {
      EXPECT_EQ(row["value"], "4");
    }
    if (row["key"] == "train.flip") {
      EXPECT_EQ(row["value"], "0");
    }
  }
}

TEST(ConfigCommand, ExplainsAKeyOrASection) {
  const Said key = perpixel_says("config --explain train.lr train.lr=0.5");
  EXPECT_NE(key.out.find("train.lr: 0.5\n  from     command line\n  default  auto\n"), std::string::npos)
      << key.out;
  EXPECT_GT(Json::parse(perpixel_says("config --explain train --json").out).size(), 20u);
  EXPECT_EQ(perpixel_says("config --explain train.lrr").code, 1);
}

TEST(ConfigCommand, NewerVersionsAreRefused) {
  const Folder folder;
  const Said said = perpixel_says("config " + folder.write("a.yaml", "version: 99\n").string());
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(said.err.starts_with("error[E0403]")) << said.err;
  EXPECT_NE(said.err.find("version 99"), std::string::npos);
}

// By hand: conv1_1 of VGG-16 at width 1 has 3*3*3*64 + 64 = 1792 parameters and 2*27*64 FLOPs a pixel.
TEST(InspectCommand, CountsTheFirstLayerOfVgg) {
  const Said said = perpixel_says("inspect vgg16 --json");
  ASSERT_EQ(said.code, 0) << said.err;
  const Json nodes = Json::parse(said.out)["graphs"][0]["nodes"];
  ASSERT_EQ(nodes[0]["op"], "Conv");
  EXPECT_EQ(nodes[0]["parameters"], 1792);
  EXPECT_EQ(nodes[0]["flops"], 2LL * 27 * 64 * 224 * 224);
  EXPECT_EQ(nodes[0]["field_y"]["size"], 3.0);
  EXPECT_EQ(Json::parse(said.out)["graphs"][0]["parameters"],
            138357544);  // Simonyan & Zisserman 2015, table 2: 138 M
}

// By hand. truth 0 0 1 1, prediction 0 1 1 1: IU_0 = 1/2, IU_1 = 2/3, mean 7/12 = 58.33 %.
TEST(ScoreCommand, ScoresTwoFolders) {
  const Folder folder;
  const auto picture = [](std::vector<std::uint8_t> values) {
    Image image(1, static_cast<int>(values.size()), 1);
    for (std::size_t x = 0; x < values.size(); ++x) image.at(0, static_cast<int>(x), 0) = values[x];
    const Bytes bytes = encode_png(image);
    return std::string(bytes.begin(), bytes.end());
  };
  folder.write("truth/a.png", picture({0, 0, 1, 1}));
  folder.write("prediction/a.png", picture({0, 1, 1, 1}));
  const std::string folders = (folder / "truth").string() + " " + (folder / "prediction").string();
  const Said table = perpixel_says("score semantic " + folders + " --classes 2");
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_NE(table.out.find("58.33"), std::string::npos) << table.out;
  const Json json = Json::parse(perpixel_says("score semantic --json --classes sky,road " + folders).out);
  EXPECT_NEAR(json["sem_seg/mIoU"].get<double>(), 700.0 / 12, 1e-9);
  EXPECT_TRUE(json.contains("sem_seg/IoU-road"));
  EXPECT_FALSE(json.contains("trimap"));

  // By hand: next to the border one of two pixels is right; the contours are one pixel apart, the
  // diagonal 4.1.
  const Json near =
      Json::parse(perpixel_says("score semantic --json --classes 2 --trimap 9,1 " + folders).out)["trimap"];
  EXPECT_EQ(near[0]["width"], 1);
  EXPECT_NEAR(near[0]["sem_seg/pACC"].get<double>(), 50, 1e-9);
  EXPECT_NEAR(near[1]["sem_seg/pACC"].get<double>(), 75, 1e-9);
  const std::string boundary = "score boundary --json --classes sky,road " + folders;
  EXPECT_EQ(Json::parse(perpixel_says(boundary).out)["BF"], 0.0);
  EXPECT_EQ(Json::parse(perpixel_says(boundary + " --tolerance 0.3").out)["BF-road"], 100.0);
  EXPECT_EQ(perpixel_says(boundary + " --tolerance 3").code, 1);

  folder.write("truth/b.png", picture({0}));
  const Said missing = perpixel_says("score semantic " + folders + " --classes 2");
  EXPECT_EQ(missing.code, 1);
  EXPECT_TRUE(missing.err.starts_with("error[E0301]")) << missing.err;
}

TEST(DoctorCommand, KnowsProgramMachineAndFolder) {
  const Json report = Json::parse(perpixel_says("doctor --json").out);
  EXPECT_GE(report["machine"]["threads"].get<int>(), 1);
  EXPECT_GT(report["machine"]["memory_bytes"].get<double>(), 1e8);
  EXPECT_TRUE(report["libraries"].contains("zlib"));
  EXPECT_TRUE(report["folder"].contains("writable"));
}

TEST(DataCommand, MakesScenesThatItChecksAndShows) {
  const Folder folder;
  const std::string out = (folder / "made").string();
  const Said made = perpixel_says("data make -o " + out + " --layout folder --count 4 --size 48 --json");
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(Json::parse(made.out)["splits"][0]["pictures"], 4);
  const Said checked = perpixel_says("data check folder:" + out + " --json");
  EXPECT_EQ(checked.code, 0) << checked.out << checked.err;
  EXPECT_FALSE(Json::parse(checked.out, nullptr, false).is_discarded());
  const Said shown = perpixel_says("data show folder:" + out + " -n 2 -o " + (folder / "sheet.png").string());
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_GT(read_image(folder / "sheet.png").width(), 256);
  EXPECT_EQ(perpixel_says("data stats folder:" + out).code, 0);
  EXPECT_EQ(perpixel_says("data make -o " + out).code, 1);  // already holds files
}

TEST(DataCommand, CheckKeepsTheReportWhenDraftsCannotBeWritten) {
  const Folder folder;
  const std::string out = (folder / "made").string();
  ASSERT_EQ(perpixel_says("data make -o " + out + " --count 4 --size 48").code, 0);
  std::filesystem::remove(folder / "made/classes.yaml");
  const std::string absent = (folder / "no/labels").string();
  const Said said =
      perpixel_says("data check folder:" + out + " --table " + absent + ".yaml --preview " + absent + ".png");
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_NE(said.out.find("no errors found"), std::string::npos) << said.out;
  EXPECT_NE(said.err.find("warning: " + absent + ".yaml"), std::string::npos) << said.err;
  const std::string in_folder = "cd " + folder.text() + " &&";
  EXPECT_EQ(perpixel_says("data check folder:" + out, in_folder).code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "labels_preview.png"));
  std::filesystem::remove(folder / "labels_preview.png");
  const Said again = perpixel_says("data check folder:" + out + ",table=labels.yaml", in_folder);
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_FALSE(std::filesystem::exists(folder / "labels_preview.png"));
  EXPECT_NE(perpixel_says("data check folder:" + out, in_folder).err.find("labels.yaml exists, kept"),
            std::string::npos);
}

TEST(DataCommand, SplitReplacesListsOnlyWhenAsked) {
  const Folder folder;
  ASSERT_EQ(perpixel_says("data make -o " + (folder / "made").string() + " --count 6 --size 32").code, 0);
  const std::string split =
      "data split folder:" + (folder / "made").string() + " -o " + (folder / "lists").string() + " --val 0.3";
  EXPECT_EQ(perpixel_says(split).code, 0);
  const Said refused = perpixel_says(split);
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("--overwrite"), std::string::npos) << refused.err;
  EXPECT_EQ(perpixel_says(split + " --overwrite").code, 0);
}

}  // namespace
}  // namespace perpixel
