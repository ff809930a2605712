#include <gtest/gtest.h>

#include "config/config.h"

namespace perpixel {
namespace {

TEST(ConfigText, RoundTripOfTheDefaults) {
  EXPECT_EQ(Config::parse(Config().to_yaml(), "x"), Config());
  EXPECT_TRUE(Config().to_yaml().starts_with("version: 1\nmodel:\n  name: \"\"\n"));
}

// Property: whatever was set comes back, also text that YAML would read as something else.
TEST(ConfigText, RoundTripOfAwkwardValues) {
  for (const char* text : {"true",
                           "null",
                           "~",
                           "8",
                           "a: b",
                           "# no comment",
                           "it's \"quoted\" \\ back",
                           " spaces ",
                           "tab\tand\nline",
                           "[1, 2]",
                           "{x}",
                           "*alias",
                           "&anchor",
                           "!tag",
                           "grün",
                           "-",
                           "a #b",
                           "folder:../x y,split=0.1",
                           "auto",
                           "@",
                           "%",
                           "0x1F",
                           "1_000",
                           "..",
                           "\x7f"}) {
    Config config;
    config.set("data.train", text, "test");
    const Config back = Config::parse(config.to_yaml(), "x");
    EXPECT_EQ(back.text("data.train"), text);
    EXPECT_EQ(back, config);
  }
}

TEST(ConfigText, RoundTripOfListsAndTrees) {
  Config config;
  config.set("train.freeze", "[conv1, \"8\", \"a, b\", 'true']", "test");
  config.set("train.class_weights", "[1, 0.5]", "test");
  config.set("train.crop", "224,288", "test");
  config.set("recipe",
             R"({"version":1,"input":{"mean":[0.5,1e-07],"bgr":true,"empty":{},"none":null},)"
             R"("classes":[{"name":"8","color":[1,2,3]},{"name":"true: \"x\"","color":[]}]})",
             "test");
  const Config back = Config::parse(config.to_yaml(), "x");
  EXPECT_EQ(back, config);
  EXPECT_EQ(back.list("train.freeze"), (std::vector<std::string>{"conv1", "8", "a, b", "true"}));
  EXPECT_EQ(back.text("recipe"), config.text("recipe"));
}

TEST(ConfigText, ChosenValuesSayWhy) {
  Config config;
  config.set("train.batch", "8", "chosen: fits in 12 GB");
  EXPECT_NE(config.to_yaml().find("  batch: 8  # chosen: fits in 12 GB\n"), std::string::npos);
  EXPECT_EQ(Config::parse(config.to_yaml(), "x").integer("train.batch"), 8);
}

TEST(ConfigText, OriginsAreCommentsOnly) {
  Config config;
  config.set("data.train", "a: b\n#", "odd\norigin # x");
  config.set("recipe", R"({"version":1})", "file:3");
  const std::string yaml = config.to_yaml(true);
  EXPECT_NE(yaml.find("  # odd origin # x\n"), std::string::npos);
  EXPECT_NE(yaml.find("recipe:  # file:3\n"), std::string::npos);
  EXPECT_EQ(Config::parse(yaml, "x"), config);
}

TEST(ConfigText, BooleansAreBare) {
  Config config;
  config.set("train.amp", "yes", "test");
  const std::string yaml = config.to_yaml();
  EXPECT_NE(yaml.find("  amp: true\n"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("  at_once: false\n"), std::string::npos) << yaml;
  EXPECT_TRUE(Config::parse(yaml, "x").boolean("train.amp"));
}

TEST(ConfigText, ReasonsOfChosenValuesSurviveLoading) {
  Config config;
  config.set("data.train", "a # chosen: no comment", "test");
  config.set("train.batch", "8", "chosen: \"fits\" in 12 GB # or so");
  config.set("train.crop", "[224, 288]", "chosen: half of the pictures");
  const Config back = Config::parse(config.to_yaml(), "run.yaml");
  EXPECT_EQ(back.origin("train.batch"), "chosen: \"fits\" in 12 GB # or so");
  EXPECT_EQ(back.origin("train.crop"), "chosen: half of the pictures");
  EXPECT_TRUE(back.origin("data.train").starts_with("run.yaml:")) << back.origin("data.train");
  EXPECT_TRUE(back.origin("train.lr").starts_with("run.yaml:"));
  EXPECT_EQ(back.to_yaml(), config.to_yaml());
  EXPECT_EQ(Config::parse("train:\n  batch: 4  # mine\r\n", "x").origin("train.batch"), "x:2");
}

}  // namespace
}  // namespace perpixel
