#include <gtest/gtest.h>

#include <set>

#include "error/error.h"
#include "model/net_facts.h"
#include "transform/surroundings.h"

namespace perpixel {
namespace {

/// Scores [N, classes, h, w] of a picture with what the recipe puts around it. On a corner grid the last cell
/// lies at most one stride before the picture's end; else the scores cover what is left of the tensor.
void expect_scores_reach(const Model& model, int height, int width) {
  SCOPED_TRACE(model.name + " " + std::to_string(height) + "x" + std::to_string(width));
  const Recipe& recipe = model.recipe;
  const PixelSize size = surrounded_size(recipe.input, {height, width});
  const Shape out = shape_of(model, kScoreOutput, size.height, size.width);
  ASSERT_EQ(out.size(), 4u);
  EXPECT_EQ(out[1], static_cast<std::int64_t>(recipe.classes.size()));
  if (recipe.output_grid == "corner") {
    EXPECT_GE((out[2] + 1) * recipe.output_stride, height);
    EXPECT_GE((out[3] + 1) * recipe.output_stride, width);
    EXPECT_LE((out[2] - 1) * recipe.output_stride, size.height - 2 * recipe.input.context - 1);
  } else {
    EXPECT_EQ(out[2], size.height - 2 * recipe.input.context);
    EXPECT_EQ(out[3], size.width - 2 * recipe.input.context);
  }
}

TEST(Zoo, NamesAreUniqueAndEveryRowSaysWhoseItIs) {
  std::set<std::string> names;
  for (const ZooEntry& entry : zoo()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_FALSE(std::string(entry.paper).empty());
    EXPECT_FALSE(std::string(entry.summary).empty());
  }
}

TEST(Zoo, EveryRowBuildsASoundGraphAndRecipe) {
  for (const ZooEntry& entry : zoo()) {
    const Model model = entry.build(tiny(5));
    SCOPED_TRACE(entry.name);
    EXPECT_EQ(model.name, entry.name);
    EXPECT_EQ(model.recipe.task, entry.task);
    EXPECT_EQ(model.recipe.classes.size(), 5u);
    EXPECT_NO_THROW(check_graph(model.graph(kMainGraph)));
    EXPECT_NO_THROW(check_recipe(model.recipe, entry.name));
    if (model.recipe.procedure == "superpixels") continue;  // scores of features (zoomout_test.cpp)
    if (model.recipe.task == "classify")
      EXPECT_EQ(shape_of(model, output_value(model, kScoreOutput), 224, 224), (Shape{1, 5}));
    else if (model.recipe.task == "box_mask")
      EXPECT_EQ(shape_of(model, output_value(model, kScoreOutput), 224, 224),
                (Shape{1, 5 * 25, kBoxMaskSide, kBoxMaskSide}));
    else
      expect_scores_reach(model, 224, 224);
  }
}

TEST(Zoo, LabellersKeepEverySize) {
  for (const ZooEntry& entry : zoo()) {
    if (std::string(entry.task) != "semantic") continue;
    const Model model = entry.build(tiny(2));
    if (model.recipe.procedure == "superpixels") continue;
    if (model.recipe.input.size_rule == SizeRule::fixed) {  // every picture is brought to this one size
      expect_scores_reach(model, model.recipe.input.height, model.recipe.input.width);
      continue;
    }
    for (int side = 1; side <= 130; ++side) expect_scores_reach(model, side, 131 - side);
  }
}

TEST(Zoo, AnyNumberOfChannels) {
  for (const ZooEntry& entry : zoo())
    for (const int channels : {1, 4}) {
      ModelOptions options = tiny();
      options.channels = channels;
      const Model model = entry.build(options);
      EXPECT_NO_THROW(check_recipe(model.recipe, entry.name));
      EXPECT_EQ(model.graphs.front().parameters[0].shape[1], channels) << entry.name;
    }
}

TEST(Zoo, UnknownNameNamesTheNearest) {
  try {
    zoo_entry("fcn8");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unknown_model);
    EXPECT_STREQ(error.what(), "model \"fcn8\" is not in the zoo");
    EXPECT_EQ(error.hint(), "did you mean `fcn8s`?");
  }
}

TEST(Zoo, MissingGraphIsNamed) { EXPECT_THROW(zoo_entry("fcn8s").build(tiny()).graph("rpn"), Error); }

}  // namespace
}  // namespace perpixel
