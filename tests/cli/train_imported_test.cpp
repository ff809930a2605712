// Training the network of an ONNX file further, through the program.
#include <gtest/gtest.h>

#include "program.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

const std::string kData = " --data scenes:size=32,count=8,val_count=2 ";
const std::string kSteps =
    " \"train.crop=[33, 33]\" train.batch=2 train.amp=false train.eval_period=2 train.checkpoint_period=2 ";

/// An untrained DeepLab, whose scores begin at chance, for the classes of scenes (or as many as `classes`
/// says).
fs::path network(const Folder& folder, const std::string& classes = "scenes") {
  const fs::path file = folder / ("net_" + classes + ".onnx");
  const Said said =
      perpixel_says("export deeplab_largefov model.width=0.05 model.fc_channels=8 --untrained --classes " +
                    classes + " -o " + file.string());
  EXPECT_EQ(said.code, 0) << said.err;
  return file;
}

Said train(const fs::path& run, const std::string& what, const std::string& more) {
  return perpixel_says("train " + what + kData + "-o " + run.string() + kSteps + more);
}

TEST(TrainImported, TheRunIsAModelLikeAnyOther) {
  const Folder folder;
  const fs::path file = network(folder), run = folder / "run";
  const Said said = train(run, file.string(), "--iters 4");
  ASSERT_EQ(said.code, 0) << said.err;
  fs::remove(file);  // the run folder is whole
  EXPECT_TRUE(fs::exists(run / "network/network.onnx"));
  for (const fs::path& model : {run, run / "model_final.safetensors"}) {
    const Said scored = perpixel_says("eval " + model.string() + " --data scenes:size=32,val_count=2");
    EXPECT_EQ(scored.code, 0) << model << scored.err;
  }
  const fs::path again = folder / "again.onnx";
  const Said exported = perpixel_says("export " + run.string() + " --verify -o " + again.string());
  EXPECT_EQ(exported.code, 0) << exported.err;
  fs::remove_all(run);  // and so is the exported file
  EXPECT_EQ(perpixel_says("eval " + again.string() + " --data scenes:size=32,val_count=2").code, 0);
}

// Property: a step changes the weights, and one at no learning rate to speak of leaves the file's.
TEST(TrainImported, StartsFromTheWeightsInTheFile) {
  const Folder folder;
  const fs::path file = network(folder);
  ASSERT_EQ(train(folder / "still", file.string(), "--iters 1 --lr 1e-30 train.ema=0").code, 0);
  ASSERT_EQ(train(folder / "moved", file.string(), "--iters 1 --lr 0.01 train.ema=0").code, 0);
  ASSERT_EQ(train(folder / "fresh", file.string(), "--iters 1 --lr 1e-30 train.ema=0 train.fresh=[fc8]").code,
            0);
  const auto scores = [&](const fs::path& model) {
    const Said said = perpixel_says("eval " + model.string() + " --data scenes:size=32,val_count=2");
    EXPECT_EQ(said.code, 0) << said.err;
    return said.out;
  };
  const auto checksums = [&](const std::string& run) {
    const fs::path weights = folder / run / "model_final.safetensors";
    return perpixel_says("weights show " + weights.string() + " --checksums").out;
  };
  EXPECT_EQ(scores(folder / "still"), scores(file));
  EXPECT_NE(checksums("still"), checksums("moved"));
  EXPECT_NE(checksums("still"), checksums("fresh"));
}

// Property: a stopped run goes on to the same bytes, from its own copy of the network.
TEST(TrainImported, ResumesWithoutTheFile) {
  const Folder folder;
  const fs::path file = network(folder), whole = folder / "whole", run = folder / "run";
  ASSERT_EQ(train(whole, file.string(), "--iters 4").code, 0);
  fs::copy(whole, run, fs::copy_options::recursive);
  fs::remove(file);
  for (const char* end : {"model_final.safetensors", "model_final.state.safetensors", "last_checkpoint"})
    fs::remove(run / end);
  std::ofstream(run / "last_checkpoint") << "model_0000001";
  const Said said = perpixel_says("train -o " + run.string() + " --resume");
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(file_text(run / "model_final.safetensors"), file_text(whole / "model_final.safetensors"));
}

TEST(TrainImported, AnotherNumberOfClassesIsFoundBeforeAnythingIsWritten) {
  const Folder folder;
  const Said said = train(folder / "run", network(folder, "3").string(), "--iters 1");
  EXPECT_EQ(said.code, 1);
  EXPECT_NE(said.err.find("gives 3 scores"), std::string::npos) << said.err;
  EXPECT_FALSE(fs::exists(folder / "run" / "config.yaml"));
}

}  // namespace
}  // namespace perpixel
