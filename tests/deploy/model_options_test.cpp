#include "deploy/model_options.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

TEST(ModelOptions, EveryKeyIsTakenOver) {
  const Config config = Config::parse(
      "model:\n  channels: 1\n  width: 0.25\n  batch_norm: true\n  padding: pad100\n  upsampling: learned\n"
      "  fc_channels: 128\n  fc6_kernel: 5\n  dropout: 0.25\n  at_once: true\n  image_size: 96\n  grid: 10\n"
      "  stride_in_1x1: true\n",
      "test.yaml");
  const ModelOptions options = model_options_from(config, class_list_of({"sky"}));
  EXPECT_EQ(options.classes.names(), (std::vector<std::string>{"sky"}));
  EXPECT_EQ(options.channels, 1);
  EXPECT_EQ(options.width, 0.25f);
  EXPECT_TRUE(options.batch_norm);
  EXPECT_EQ(options.padding, "pad100");
  EXPECT_EQ(options.upsampling, "learned");
  EXPECT_EQ(options.fc_channels, 128);
  EXPECT_EQ(options.fc6_kernel, 5);
  EXPECT_EQ(options.dropout, 0.25f);
  EXPECT_TRUE(options.at_once);
  EXPECT_EQ(options.image_size, 96);
  EXPECT_EQ(options.grid, 10);
  EXPECT_TRUE(options.stride_in_1x1);
}

TEST(ModelOptions, AutoKeepsTheBuildersDefault) {
  const ModelOptions options = model_options_from(Config(), {});
  EXPECT_EQ(options.width, ModelOptions{}.width);
  EXPECT_EQ(options.batch_norm, ModelOptions{}.batch_norm);
}

TEST(ModelFrom, TheRecipeOfTheConfigDecides) {
  Config config;
  config.set("model.name", "fcn32s", "test");
  config.set("model.width", "0.125", "test");
  Recipe recipe{.classes = class_list_of({"sky", "road"})};
  recipe.input.size_rule = SizeRule::factor;
  recipe.input.size_factor = 0.5f;
  config.set("recipe", recipe_to_json(recipe), "test");
  const Model model = model_from(config);
  EXPECT_EQ(model.name, "fcn32s");
  EXPECT_EQ(model.recipe, recipe);
  EXPECT_EQ(model.graph(kMainGraph).find_parameter("score_fr.weight")->shape[0], 2);
}

TEST(ModelFrom, NothingToSayAboutClassesIsAnError) {
  Config config;
  config.set("model.name", "fcn32s", "test");
  EXPECT_THROW(model_from(config), Error);
  EXPECT_EQ(model_from(config, class_list_of({"a"})).recipe.classes.size(), 1u);
}

TEST(ModelFrom, AutomaticChannelsAreTheRecipes) {
  Config config;
  config.set("model.name", "fcn32s", "test");
  config.set("model.width", "0.125", "test");
  Recipe recipe{.classes = class_list_of({"sky", "road"})};
  recipe.input.channels = 5;
  recipe.input.mean.assign(5, 0.5f);
  recipe.input.deviation.assign(5, 1.0f);
  config.set("recipe", recipe_to_json(recipe), "test");
  EXPECT_TRUE(config.is_auto("model.channels"));
  EXPECT_EQ(model_from(config).graph(kMainGraph).find_parameter("conv1_1.weight")->shape[1], 5);
}

}  // namespace
}  // namespace perpixel
