#include <gtest/gtest.h>

#include <set>

#include "error/error.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

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
    const Shape out = shape_of(model, model.recipe.task == "classify" ? "fc8" : "score", 224, 224);
    EXPECT_EQ(out, model.recipe.task == "classify" ? (Shape{1, 5}) : (Shape{1, 5, 224, 224}));
  }
}

TEST(Zoo, LabellersKeepEverySize) {
  for (const ZooEntry& entry : zoo()) {
    if (std::string(entry.task) != "semantic") continue;
    const Model model = entry.build(tiny(2));
    for (const auto& [height, width] : {std::pair{1, 1}, {1, 37}, {33, 2}, {31, 32}, {65, 97}})
      EXPECT_EQ(shape_of(model, "score", height, width), (Shape{1, 2, height, width})) << entry.name;
  }
}

TEST(Zoo, AnyNumberOfChannels) {
  for (const ZooEntry& entry : zoo())
    for (const int channels : {1, 4}) {
      ModelOptions options = tiny();
      options.channels = channels;
      const Model model = entry.build(options);
      EXPECT_NO_THROW(check_recipe(model.recipe, entry.name));
      EXPECT_EQ(model.graph(kMainGraph).parameters[0].shape[1], channels) << entry.name;
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
