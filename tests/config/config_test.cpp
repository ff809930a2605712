#include "config/config.h"

#include <gtest/gtest.h>

#include "error_text.h"

namespace perpixel {
namespace {

TEST(Config, DefaultsComeFromTheSchema) {
  const Config config;
  EXPECT_EQ(config.integer("train.log_period"), 20);
  EXPECT_DOUBLE_EQ(config.number("train.momentum"), 0.9);
  EXPECT_TRUE(config.is_auto("train.amp"));
  EXPECT_TRUE(config.numbers("train.steps").empty());
  EXPECT_TRUE(config.list("train.freeze").empty());
  EXPECT_EQ(config.origin("train.lr"), "default");
}

TEST(Config, AutoIsTakenOnlyWhereTheDefaultIsAuto) {
  Config config;
  EXPECT_TRUE(config.is_auto("train.lr"));
  EXPECT_TRUE(config.is_auto("train.crop"));
  config.set("train.lr", "0.01", "flags");
  EXPECT_FALSE(config.is_auto("train.lr"));
  config.set("train.lr", "auto", "flags");
  EXPECT_TRUE(config.is_auto("train.lr"));
  EXPECT_EQ(error_text([&] { config.set("train.momentum", "auto", "flags"); }),
            "E0402 flags: train.momentum = auto must be a number");
  EXPECT_EQ(error_text([&] { config.number("train.lr"); }), "E0402 config: train.lr = auto must be a number");
}

TEST(Config, SetsFromPairsAndKeepsTheOrigin) {
  Config config;
  config.set_pair("train.lr=0.01", "command line");
  EXPECT_DOUBLE_EQ(config.number("train.lr"), 0.01);
  EXPECT_EQ(config.origin("train.lr"), "command line");
  config.set_pair("data.train=folder:a,split=b=c", "command line");  // only the first = splits
  EXPECT_EQ(config.text("data.train"), "folder:a,split=b=c");
  EXPECT_EQ(error_text([&] { config.set_pair("train.lr", "command line"); }),
            "E0402 command line: `train.lr` is no key=value");
}

TEST(Config, ListsWithAndWithoutBrackets) {
  Config config;
  config.set("train.crop", "[224, 288]", "flags");
  EXPECT_EQ(config.numbers("train.crop"), (std::vector<double>{224, 288}));
  config.set("train.crop", "96,128", "flags");
  EXPECT_EQ(config.numbers("train.crop"), (std::vector<double>{96, 128}));
  config.set("train.freeze", "conv1,'x: y'", "flags");
  EXPECT_EQ(config.list("train.freeze"), (std::vector<std::string>{"conv1", "'x: y'"}));
  EXPECT_EQ(error_text([&] { config.set("train.crop", "96,wide", "flags"); }),
            "E0402 flags: train.crop = wide must be a list of numbers");
}

TEST(Config, ChoicesAndBoundsAreChecked) {
  Config config;
  EXPECT_EQ(error_text([&] { config.set("train.optimizer", "adamx", "flags"); }),
            "E0402 flags: train.optimizer = \"adamx\" must be one of sgd, adam, adamw");
  EXPECT_EQ(error_text([&] { config.set("train.flip", "1.5", "flags"); }),
            "E0402 flags: train.flip = 1.5 must be in [0, 1]");
  EXPECT_EQ(error_text([&] { config.set("train.lr", "0", "flags"); }),
            "E0402 flags: train.lr = 0 must be above 0");
  EXPECT_EQ(error_text([&] { config.set("train.batch", "1.5", "flags"); }),
            "E0402 flags: train.batch = 1.5 must be a whole number");
  EXPECT_EQ(error_text([&] { config.set("train.lr", "nan", "flags"); }),
            "E0402 flags: train.lr = nan must be a number");
  config.set("train.class_weights", "[1, 2.5]", "flags");  // a list where a choice may stand
  EXPECT_EQ(config.numbers("train.class_weights"), (std::vector<double>{1, 2.5}));
  config.set("train.iters", "1e4", "flags");
  EXPECT_EQ(config.integer("train.iters"), 10000);
}

TEST(Config, UnknownKeysNameTheNearest) {
  Config config;
  const auto hint = [&](const char* key) { return error_hint([&] { config.set(key, "1", "flags"); }); };
  EXPECT_EQ(error_text([&] { config.set("train.lrr", "1", "flags"); }),
            "E0401 flags: unknown key `train.lrr`");
  EXPECT_EQ(hint("train.lrr"), "did you mean `train.lr`?");
  EXPECT_EQ(hint("lr"), "did you mean `train.lr`?");
  EXPECT_EQ(hint("solver.momentun"), "did you mean `train.momentum`?");
  EXPECT_NE(hint("train").find("is a section"), std::string::npos);
}

TEST(Config, MergeTakesWhatWasSet) {
  Config below, above;
  below.set("train.lr", "0.1", "file");
  below.set("train.flip", "0", "file");
  above.set("train.lr", "0.2", "flags");
  above.set("train.flip", "0.5", "flags");  // set, though equal to the default
  below.merge(above);
  EXPECT_DOUBLE_EQ(below.number("train.lr"), 0.2);
  EXPECT_DOUBLE_EQ(below.number("train.flip"), 0.5);
  EXPECT_EQ(below.origin("train.flip"), "flags");
  EXPECT_EQ(below.origin("train.batch"), "default");
}

TEST(Config, ChangesOneValueOfATree) {
  Config config;
  config.set("recipe", R"({"version": 1, "input": {"scale": 1, "bgr": false}})", "file");
  config.set_pair("recipe.input.scale=0.5", "command line");
  EXPECT_EQ(config.text("recipe"), R"({"version":1,"input":{"scale":0.5,"bgr":false}})");
  EXPECT_EQ(error_hint([&] { config.set_pair("recipe.input.scal=2", "command line"); }),
            "did you mean `scale`?");
}

TEST(Config, ListsHaveTheirLength) {
  Config config;
  for (const char* crop : {"[]", "", "1,2,3"}) {
    EXPECT_NE(
        error_text([&] { config.set("train.crop", crop, "flags"); }).find("must be a list of 1 to 2 values"),
        std::string::npos)
        << crop;
  }
  EXPECT_EQ(error_text([&] { Config::parse("train:\n  scale: []\n", "a.yaml"); }),
            "E0402 a.yaml:2: train.scale = [] must be a list of 1 to 2 values");
  config.set("train.crop", "96", "flags");
  config.set("train.steps", "[]", "flags");
}

}  // namespace
}  // namespace perpixel
