// Every file of configs/ is read, built and counted as it stands: nothing is allocated for the published
// sizes.
#include <gtest/gtest.h>

#include <algorithm>

#include "config/config.h"
#include "deploy/model_options.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> configs() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(PERPIXEL_SOURCE_DIR) / "configs"))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

/// As many classes as the data set that the file is named after; 16 of the scenes otherwise.
ClassList classes_for(const std::string& stem) {
  std::size_t count = 16;
  for (const auto& [set, classes] : {std::pair<const char*, std::size_t>{"voc", 21},
                                     {"camvid", 11},
                                     {"cityscapes", 19},
                                     {"membrane", 2},
                                     {"isbi", 2}})
    if (stem.find(set) != std::string::npos) count = classes;
  ClassList list;
  list.classes.resize(count);
  return list;
}

TEST(Configs, AreReadBuiltAndCounted) {
  int recipes = 0;
  for (const fs::path& file : configs()) {
    SCOPED_TRACE(file.filename());
    const Config config = Config::load(file);
    if (config.text("model.name").empty()) continue;  // a base of others
    ++recipes;
    const Model model = model_from(config, classes_for(file.stem()));
    EXPECT_GT(parameter_count(model.graphs.at(0)), 1000);
    for (const Graph& graph : model.graphs) EXPECT_NO_THROW(check_graph(graph));
    EXPECT_NO_THROW(check_recipe(model.recipe, file.string()));
    EXPECT_FALSE(config.text("data.train").empty());
  }
  EXPECT_GE(recipes, 8);
}

// What a file says survives being stored in a run and read back.
TEST(Configs, RoundTrip) {
  for (const fs::path& file : configs()) {
    const Config config = Config::load(file);
    EXPECT_EQ(Config::parse(config.to_yaml(), "stored"), config) << file;
  }
}

}  // namespace
}  // namespace perpixel
