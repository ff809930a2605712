// Training on superpixels through the program: features first, then the perceptron, one run folder.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "deploy/load_model.h"
#include "model/initial_weights.h"
#include "program.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

/// Windows of 32 px, 10 superpixels a picture, all fifteen levels.
Said train(const fs::path& run, const std::string& more) {
  return perpixel_says(
      "train zoomout --data scenes:size=32,count=6,val_count=2 -o " + run.string() +
      " model.width=0.05 model.batch_norm=false model.fc_channels=8 model.image_size=32 train.batch=8"
      " train.amp=false train.eval_period=2 train.checkpoint_period=2 train.log_period=1 " +
      more);
}

std::size_t feature_files(const fs::path& run) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(run / "features"))
    count += entry.path().extension() == ".safetensors";
  return count;
}

TEST(ZoomoutCommand, TheRunHoldsFeaturesAndAllThreeNetworks) {
  const Folder folder;
  const fs::path run = folder / "run";
  const Said said = train(run, "--iters 2");
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(feature_files(run), 6u);
  EXPECT_NE(said.err.find("random weights and stays so"), std::string::npos) << said.err;
  EXPECT_NE(said.err.find("class weights ["), std::string::npos) << said.err;
  const LoadedModel loaded = load_model(run);
  EXPECT_EQ(loaded.model.recipe.procedure, "superpixels");
  const Graph& scene = loaded.model.graph(kSceneGraph);
  for (const Parameter& parameter : scene.parameters) {  // never trained
    const Tensor first = initial_value(parameter, 0), now = loaded.weights.at(parameter.name);
    ASSERT_EQ(std::memcmp(first.data(), now.data(), now.bytes()), 0) << parameter.name;
  }
  const Parameter norm = *loaded.model.graph(kMainGraph).find_parameter("norm.weight");
  const Tensor start = initial_value(norm, 0), fixed = loaded.weights.at("norm.weight");
  EXPECT_NE(std::memcmp(start.data(), fixed.data(), fixed.bytes()), 0);
}

// The dense form is trained end to end; only what its columns are divided by comes from a look at the data.
TEST(ZoomoutCommand, TheDenseFormMeasuresItsStandardisation) {
  const Folder folder;
  const fs::path run = folder / "run";
  const Said said = perpixel_says(
      "train zoomout_dense --data scenes:size=32,count=6,val_count=2 -o " + run.string() +
      " model.width=0.05 model.batch_norm=false model.fc_channels=8 model.fc6_kernel=1 train.batch=1"
      " train.crop=[32,32] train.amp=false train.ema=0 --iters 2");
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_NE(said.err.find("norm: mean and deviation of "), std::string::npos) << said.err;
  const LoadedModel loaded = load_model(run);
  const Tensor weight = loaded.weights.at("norm.weight"), bias = loaded.weights.at("norm.bias");
  for (std::int64_t c = 0; c < weight.count(); ++c) {
    const auto at = static_cast<std::size_t>(c);
    ASSERT_TRUE(std::isfinite(weight.floats()[at]) && weight.floats()[at] > 0) << c;
    ASSERT_LE(bias.floats()[at], 0) << c;  // columns are behind a ReLU: no mean is negative
  }
  const Said further = perpixel_says("train --resume -o " + run.string() + " --iters 3");
  ASSERT_EQ(further.code, 0) << further.err;
  EXPECT_EQ(further.err.find("norm: mean"), std::string::npos) << further.err;
}

TEST(ZoomoutCommand, FinishedFeaturesStayAndLostOnesAreMadeAgain) {
  const Folder folder;
  const fs::path run = folder / "run";
  ASSERT_EQ(train(run, "--iters 2").code, 0);
  fs::remove(run / "features" / "000003.safetensors");
  const Said more = train(run, "--iters 4 --resume");
  ASSERT_EQ(more.code, 0) << more.err;
  EXPECT_NE(more.err.find("features of 5 of 6 pictures are there already"), std::string::npos) << more.err;
  EXPECT_EQ(feature_files(run), 6u);
  const Said anew = train(run, "--iters 2 --overwrite");
  ASSERT_EQ(anew.code, 0) << anew.err;
  EXPECT_EQ(anew.err.find("are there already"), std::string::npos) << anew.err;
}

// Property: going on in another folder from a checkpoint comes to the same bytes.
TEST(ZoomoutCommand, ResumesExactly) {
  const Folder folder;
  const fs::path first = folder / "first", second = folder / "second";
  ASSERT_EQ(train(first, "--iters 4").code, 0);
  const Said said = train(second, "--iters 4 --resume=" + (first / "model_0000001.safetensors").string());
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(file_text(second / "model_final.safetensors"), file_text(first / "model_final.safetensors"));
}

// The frozen networks of a run are taken over by name; their features are the same then.
TEST(ZoomoutCommand, TakesTheTrunkOfAnotherRun) {
  const Folder folder;
  const fs::path first = folder / "first", second = folder / "second";
  ASSERT_EQ(train(first, "--iters 1 train.seed=7").code, 0);
  const Said said = train(second, "--iters 1 --weights " + first.string());
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.err.find("random weights and stays so"), std::string::npos) << said.err;
  EXPECT_EQ(file_text(second / "features" / "000000.safetensors"),
            file_text(first / "features" / "000000.safetensors"));
}

TEST(ZoomoutCommand, LevelsWithoutTheScene) {
  const Folder folder;
  const Said said = train(folder / "run", "--iters 1 \"model.taps=[conv1_2, conv3_3]\"");
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(load_model(folder / "run").model.graphs.size(), 2u);
}

}  // namespace
}  // namespace perpixel
