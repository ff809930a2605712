#include "recipe/recipe.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

/// Every field differs from its default.
Recipe unusual() {
  Recipe recipe{
      .task = "classify", .procedure = "sliding", .decoder = "top_k", .window = 321, .overlap = 107};
  recipe.input = {.channels = 3,
                  .bgr = true,
                  .scale = 1,
                  .mean = {104.00699f, 116.66877f, 122.67892f},
                  .deviation = {1, 2, 0.1f},
                  .size_rule = SizeRule::short_side,
                  .size_factor = 0.7f,
                  .size = 600,
                  .max_size = 1000,
                  .height = 5,
                  .width = 6};
  recipe.superpixels = {
      .count = 7, .compactness = 0.1f, .radius = 2, .scene_size = 9, .levels = {"conv1_1", "scene"}};
  recipe.classes = class_list_of({"sky", "B\xC3\xBC\"rger", "road"});
  recipe.crf.compatibility = {0, 1.5f, 0.1f, 1.5f, -0.25f, 1, 0.1f, 1, 0};
  recipe.classes.classes[1].is_thing = true;
  recipe.classes.ignore_ids = {0, 255};
  recipe.classes.ignore_colors = {{1, 2, 3}};
  recipe.classes.void_id = 7;
  recipe.classes.void_color = {9, 8, 7};
  recipe.classes.by_color = true;
  recipe.classes.color_aliases = {{Rgb{4, 5, 6}, ClassId{2}}};
  recipe.classes.value_aliases = {{-1, kIgnore}, {300, ClassId{1}}};
  return recipe;
}

Error error_of(const std::string& json) {
  try {
    recipe_from_json(json, "run/config.yaml");
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error for " << json;
  return {ErrorCode::bad_value, ""};
}

TEST(Recipe, ReadsBackWhatItWrote) {
  EXPECT_EQ(recipe_from_json(recipe_to_json(unusual()), "x"), unusual());
  EXPECT_EQ(recipe_from_json(recipe_to_json(Recipe{}), "x"), Recipe{});
}

TEST(Recipe, AbsentKeysKeepTheirDefaults) { EXPECT_EQ(recipe_from_json("{}", "x"), Recipe{}); }

TEST(Recipe, FloatsAreWrittenWithTheirShortestDigits) {
  const std::string json = recipe_to_json(Recipe{});
  EXPECT_NE(json.find("[0.485,0.456,0.406]"), std::string::npos) << json;
}

// Recipes of Potts models stay readable for programs that know no other.
TEST(Recipe, PottsIsNotWritten) {
  EXPECT_EQ(recipe_to_json(Recipe{}).find("compatibility"), std::string::npos);
  EXPECT_NE(recipe_to_json(unusual()).find("\"compatibility\":[0.0,1.5,0.1,1.5,-0.25,1.0,0.1,1.0,0.0]"),
            std::string::npos)
      << recipe_to_json(unusual());
}

/// A recipe with two classes and this list.
Error compatibility_error(const std::string& list) {
  Recipe recipe;
  recipe.classes = class_list_of({"sky", "road"});
  std::string json = recipe_to_json(recipe);
  json.insert(json.find("\"crf\":{") + 7, "\"compatibility\":" + list + ",");
  return error_of(json);
}

TEST(Recipe, BadCompatibilitiesAreRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"[0, 1, 1]",
       "run/config.yaml: crf.compatibility = 3 numbers must be 2 x 2, one for each pair of classes; or an "
       "empty list, which is Potts"},
      {"[0, 1, 0.5, 0]",
       "run/config.yaml: crf.compatibility[1][0] = 0.500000 must be crf.compatibility[0][1] = 1.000000: the "
       "matrix is symmetric"},
      {"[0, 2000, 2000, 0]", "run/config.yaml: crf.compatibility[0][1] = 2000.000000 must be within +-1000"},
      {"[1e39, 1, 1, 0]", "run/config.yaml: crf.compatibility[0][0] = inf must be within +-1000"},
      {"[0, \"far\", 1, 0]", "run/config.yaml: crf: compatibility[1] = \"far\" must be a number"},
      {"[[0, 1], [1, 0]]", "run/config.yaml: crf: compatibility[0] = [0,1] must be a number"},
      {"\"potts\"", "run/config.yaml: crf: compatibility = \"potts\" must be a list"},
  };
  for (const auto& [list, message] : cases) {
    const Error error = compatibility_error(list);
    EXPECT_EQ(error.code(), ErrorCode::bad_value) << list;
    EXPECT_STREQ(error.what(), message);
  }
  EXPECT_EQ(error_of(R"({"crf": {"compatibility": [1]}})").code(), ErrorCode::bad_value);  // no classes
}

TEST(Recipe, NewerVersionIsRefusedBeforeItsUnknownKeys) {
  const Error error = error_of(R"({"version": 2, "hologram": true})");
  EXPECT_EQ(error.code(), ErrorCode::newer_version);
  EXPECT_STREQ(error.what(), "run/config.yaml: the recipe has version 2, this program reads up to 1");
}

TEST(Recipe, UnknownKeyNamesTheNearest) {
  const Error error = error_of(R"({"input": {"deviaton": [1, 1, 1]}})");
  EXPECT_EQ(error.code(), ErrorCode::unknown_key);
  EXPECT_STREQ(error.what(), "run/config.yaml: input: unknown key \"deviaton\"");
  EXPECT_EQ(error.hint(), "did you mean `deviation`?");
}

TEST(Recipe, BrokenJsonSaysWhere) {
  const Error error = error_of("{\"version\": 1,");
  EXPECT_EQ(error.code(), ErrorCode::config_syntax);
  EXPECT_EQ(std::string(error.what()).find("run/config.yaml: the recipe is not JSON"), 0u) << error.what();
}

TEST(Recipe, BadValuesNameFieldValueAndBound) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "run/config.yaml = [] must be a table of keys"},
      {R"({"window": "big"})", "run/config.yaml: window = \"big\" must be a whole number"},
      {R"({"window": 99999999999})",
       "run/config.yaml: window = 99999999999 must be a whole number of 32 bits"},
      {R"({"procedure": "sliding"})", "run/config.yaml: window = 0 must be in [1, 1048576]"},
      {R"({"procedure": "sliding", "window": 8, "overlap": 8})",
       "run/config.yaml: overlap = 8 must be in [0, 7]"},
      {R"({"procedure": "superpixels"})",
       "run/config.yaml: superpixels.levels = [] must be the levels of the features"},
      {R"({"superpixels": {"count": 0}})", "run/config.yaml: superpixels.count = 0 must be in [1, 1048576]"},
      {R"({"task": "semantics"})", "run/config.yaml: task = \"semantics\" is not known"},
      {R"({"input": {"mean": [1, 2]}})",
       "run/config.yaml: input.mean = 2 numbers must be one number for each of 3 channels"},
      {R"({"input": {"deviation": [1, 0, 1]}})",
       "run/config.yaml: input.deviation = 0.000000 must be above 0"},
      {R"({"input": {"channels": 0}})", "run/config.yaml: input.channels = 0 must be in [1, 4096]"},
      {R"({"input": {"size_rule": "fixed"}})", "run/config.yaml: input.height = 0 must be in [1, 1048576]"},
      {R"({"input": {"size_rule": "fix"}})", "run/config.yaml: input: size_rule = \"fix\" is not known"},
      {R"({"classes": {"classes": [{"color": [0, 0]}]}})",
       "run/config.yaml: classes: classes[0]: color = [0,0] must be a colour [R, G, B]"},
      {R"({"classes": {"void_color": [0, 0, 256]}})",
       "run/config.yaml: classes: void_color = 256 must be in [0, 255]"},
      {R"({"classes": {"value_aliases": [[3, 0]]}})",
       "run/config.yaml: classes.value_aliases = 0 must be in [0, -1]"},
  };
  for (const auto& [json, message] : cases) {
    const Error error = error_of(json);
    EXPECT_EQ(error.code(), ErrorCode::bad_value) << json;
    EXPECT_STREQ(error.what(), message);
  }
}

}  // namespace
}  // namespace perpixel
