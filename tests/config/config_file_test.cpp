#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "config/config.h"
#include "error_text.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

class ConfigFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("perpixel_config_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "sub");
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  /// The message with the folder's name cut away.
  std::string load_error(const fs::path& path) const {
    std::string text = error_text([&] { Config::load(path); });
    for (auto at = text.find(folder_.string() + "/"); at != std::string::npos;
         at = text.find(folder_.string() + "/")) {
      text.erase(at, folder_.string().size() + 1);
    }
    return text;
  }

  fs::path folder_;
};

TEST_F(ConfigFiles, BaseIsRelativeToTheIncludingFileAndComesFirst) {
  write("base.yaml", "train:\n  lr: 0.1\n  batch: 4\n");
  write("sub/middle.yaml", "base: ../base.yaml\ntrain:\n  lr: 0.2\n");
  const auto top = write("top.yaml", "train: {batch: 8}\nbase: sub/middle.yaml\nversion: 1\n");
  const Config config = Config::load(top);
  EXPECT_DOUBLE_EQ(config.number("train.lr"), 0.2);
  EXPECT_EQ(config.integer("train.batch"), 8);
  EXPECT_TRUE(config.origin("train.lr").ends_with("middle.yaml:3"));
  EXPECT_TRUE(config.origin("train.batch").ends_with("top.yaml:1"));
}

TEST_F(ConfigFiles, SeveralBasesLaterOnesWin) {
  write("a.yaml", "train: {lr: 0.1, batch: 4}\n");
  write("b.yaml", "train: {lr: 0.2}\n");
  const Config config = Config::load(write("top.yaml", "base: [a.yaml, b.yaml]\n"));
  EXPECT_DOUBLE_EQ(config.number("train.lr"), 0.2);
  EXPECT_EQ(config.integer("train.batch"), 4);
}

TEST_F(ConfigFiles, CirclesAndMissingBasesAreRefused) {
  write("a.yaml", "base: b.yaml\n");
  write("b.yaml", "base: a.yaml\n");
  EXPECT_EQ(load_error(folder_ / "a.yaml"),
            "E0402 a.yaml: base files form a circle: a.yaml -> b.yaml -> a.yaml");
  EXPECT_EQ(load_error(write("c.yaml", "\nbase: none.yaml\n")),
            "E0101 c.yaml:2: base file none.yaml does not exist");
  EXPECT_EQ(load_error(folder_ / "absent.yaml").substr(0, 5), "E0101");
}

// Every file names the next one twice: 2^40 readings if nothing counted them.
TEST_F(ConfigFiles, DoublingChainsAreBounded) {
  for (int i = 0; i < 40; ++i) {
    const std::string next = "c" + std::to_string(i + 1) + ".yaml";
    write("c" + std::to_string(i) + ".yaml", "base: [" + next + ", " + next + "]\n");
  }
  write("c40.yaml", "");
  EXPECT_NE(load_error(folder_ / "c0.yaml").find("more than 64 base files"), std::string::npos);
}

TEST_F(ConfigFiles, ErrorsNameFileAndLine) {
  EXPECT_EQ(load_error(write("a.yaml", "version: 1\ntrain:\n  lr: 0.1\n  momentun: 0.5\n")),
            "E0401 a.yaml:4: unknown key `train.momentun`");
  EXPECT_EQ(load_error(write("b.yaml", "train:\n  batch: many\n")),
            "E0402 b.yaml:2: train.batch = many must be a whole number");
  EXPECT_EQ(load_error(write("c.yaml", "version: 2\n")),
            "E0403 c.yaml:1: configuration version 2; this program reads up to version 1");
  EXPECT_EQ(load_error(write("d.yaml", "train:\n  lr: [1\n")).substr(0, 12), "E0404 d.yaml");
  EXPECT_EQ(load_error(write("e.yaml", "train:\n  lr: 1\n  lr: 2\n")),
            "E0404 e.yaml:3: `lr` is given twice in one section");
  EXPECT_EQ(load_error(write("f.yaml", "- 1\n")), "E0404 f.yaml: not a section of keys");
}

TEST(ConfigParse, EmptyTextAndEmptySectionsAreDefaults) {
  EXPECT_EQ(Config::parse("", "x"), Config());
  EXPECT_EQ(Config::parse("train:\nmodel: {}\nweights:\n", "x"), Config());
}

TEST(ConfigParse, TextWithoutAFileHasNoBase) {
  EXPECT_EQ(error_text([] { Config::parse("base: a.yaml", "weights"); }),
            "E0402 weights:1: base needs a file to be relative to");
}

TEST_F(ConfigFiles, LinksInACircleAreErrorsOfTheFile) {
  fs::create_symlink(folder_ / "circle.yaml", folder_ / "circle.yaml");
  EXPECT_EQ(load_error(folder_ / "circle.yaml").substr(0, 5), "E0102");
  EXPECT_EQ(load_error(write("a.yaml", "base: circle.yaml\n")).substr(0, 5), "E0101");
}

}  // namespace
}  // namespace perpixel
