// Every recipe that is made for a CPU trains, is scored, labels a picture and goes on, at an odd size and a
// small width.
#include <gtest/gtest.h>

#include <algorithm>

#include "deploy/model_options.h"
#include "program.h"
#include "transform/surroundings.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> cpu_configs() {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(fs::path(PERPIXEL_SOURCE_DIR) / "configs"))
    if (entry.path().stem().string().ends_with("_cpu")) files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

/// The file's model as the test builds it.
Model model_of(const std::string& file) {
  Config config = Config::load(file);
  config.set("model.width", "0.05", "test");
  ClassList classes;
  classes.classes.resize(16);
  return model_from(config, classes);
}

/// A crop that the network takes, not larger than it must be.
std::string crop_for(const Model& model) {
  const PixelSize size = model.recipe.input.size_rule == SizeRule::fixed
                             ? PixelSize{model.recipe.input.height, model.recipe.input.width}
                             : surrounded_size(model.recipe.input, {33, 45});
  return "\"train.crop=[" + std::to_string(size.height) + ", " + std::to_string(size.width) + "]\"";
}

class CpuConfig : public testing::TestWithParam<std::string> {};

TEST_P(CpuConfig, TrainsScoresPredictsAndGoesOn) {
  const Folder folder;
  const Model model = model_of(GetParam());
  // Models that label boxes learn from pictures with objects, and are told the boxes that they label.
  const bool labels_boxes = model.recipe.task == "box_mask";
  const std::string objects = labels_boxes ? "task=instances," : "", val = labels_boxes ? "2" : "1";
  const std::string run = (folder / "run").string();
  const std::string train =
      "train " + GetParam() + " --data scenes:" + objects + "size=47,count=4,val_count=" + val + " -o " +
      run + " model.width=0.05 train.batch=2 train.amp=false train.class_weights=none " + crop_for(model);
  const Said first = perpixel_says(train + " --iters 1");
  ASSERT_EQ(first.code, 0) << first.err;
  const Said more = perpixel_says(train + " --resume --iters 2");
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_NE(more.err.find("resuming from"), std::string::npos) << more.err;
  const Said scored = perpixel_says("eval " + run + " --data scenes:" + objects +
                                    "size=53,count=1,val_count=" + val + " --json");
  ASSERT_EQ(scored.code, 0) << scored.err;
  EXPECT_NE(scored.out.find("mIoU"), std::string::npos);
  ASSERT_EQ(perpixel_says("data make -o " + (folder / "made").string() + " --count 1 --size 61x37").code, 0);
  const fs::path boxes = folder.write("boxes.csv", "scene_0000000.png,3,4,30,50,tree\n");
  const Said labelled =
      perpixel_says("predict " + run + " " + (folder / "made").string() + "/images/train -o " +
                    (folder / "out").string() + (labels_boxes ? " --boxes " + boxes.string() : ""));
  EXPECT_EQ(labelled.code, 0) << labelled.err;
  EXPECT_EQ(fs::exists(folder / "out" / "masks" / "scene_0000000_0.png"), labels_boxes);
}

INSTANTIATE_TEST_SUITE_P(Files, CpuConfig, testing::ValuesIn(cpu_configs()),
                         [](const auto& file) { return fs::path(file.param).stem().string(); });

}  // namespace
}  // namespace perpixel
