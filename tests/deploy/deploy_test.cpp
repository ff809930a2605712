#include "deploy/deploy.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "deploy/model_options.h"
#include "error/error.h"
#include "file/file.h"
#include "model/initial_weights.h"
#include "runtime/session.h"
#include "weights/safetensors.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

/// A run as training leaves it, with random weights.
class DeployTest : public testing::Test {
 protected:
  fs::path run = fs::temp_directory_path() / ("perpixel_deploy_" + std::to_string(::getpid()));
  Config config;
  Model model;
  NamedTensors weights;

  void SetUp() override {
    fs::remove_all(run);
    fs::create_directories(run);
    make_run("fcn16s");
  }
  void TearDown() override { fs::remove_all(run); }

  void make_run(const std::string& name) {
    config = Config();
    for (const auto& [key, value] : {std::pair{"model.name", name.c_str()},
                                     {"model.width", "0.125"},
                                     {"model.fc_channels", "16"},
                                     {"model.image_size", "32"},
                                     {"model.batch_norm", "true"}})
      config.set(key, value, "test");
    model = model_from(config, class_list_of({"sky", "road", "pole"}));
    config.set("recipe", recipe_to_json(model.recipe), "test");
    weights = initial_weights(model.graph(kMainGraph), 1);
    for (const char* score : {"score_fr.weight", "score_pool4.weight", "fc8.weight"})
      if (const auto found = weights.find(score); found != weights.end())
        for (float& value : found->second.floats())
          value = 0.01f * static_cast<float>((&value - found->second.floats().data()) % 7);
    write_file_atomically(run / "config.yaml", config.to_yaml());
    save("model_final.safetensors");
  }
  void save(const std::string& name) {
    write_safetensors(run / name, weights, {{"config", config.to_yaml()}});
  }

  static Image picture() {
    Image image(21, 34, 3);
    for (int y = 0; y < 21; ++y)
      for (int x = 0; x < 34; ++x)
        for (int c = 0; c < 3; ++c)
          image.at(y, x, c) = static_cast<std::uint8_t>((x * 7 + y * 13 + c * 50) % 256);
    return image;
  }

  std::string error_of(const fs::path& path) {
    try {
      Labeller labeller(path);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
};

TEST_F(DeployTest, RunFolderAndWeightsFileLabelAlike) {
  const Labeller from_folder(run, 1), from_file(run / "model_final.safetensors", 1);
  const LabelMap labels = from_folder.label(picture());
  EXPECT_EQ(labels.height, 21);
  EXPECT_EQ(labels.width, 34);
  EXPECT_EQ(from_file.label(picture()), labels);
  EXPECT_EQ(from_folder.classes().names(), (std::vector<std::string>{"sky", "road", "pole"}));
  // The long way round gives the same.
  EXPECT_EQ(predict_semantic(picture(), model.recipe, cpu_forward(model, weights, 1)).labels, labels);
}

// Batch normalisations are folded: other roundings than the graph's own, nothing else.
TEST_F(DeployTest, FoldedNormalisationsGiveTheGraphsScores) {
  Tensor data({1, 3, 37, 45});
  for (std::int64_t i = 0; i < data.count(); ++i)
    data.floats()[static_cast<std::size_t>(i)] = static_cast<float>(i * 37 % 256) - 128;
  const Tensor plain =
      Session(model.graph(kMainGraph), weights, {.threads = 1}).run({{kDataInput, data}}).at(kScoreOutput);
  const Tensor ours = cpu_forward(model, weights, 1)(kMainGraph, {{kDataInput, data}}).at(kScoreOutput);
  ASSERT_EQ(ours.shape(), plain.shape());
  float largest = 0, difference = 0;
  for (std::size_t i = 0; i < plain.floats().size(); ++i) {
    largest = std::max(largest, std::abs(plain.floats()[i]));
    difference = std::max(difference, std::abs(ours.floats()[i] - plain.floats()[i]));
  }
  EXPECT_GT(largest, 0);
  EXPECT_LE(difference, 1e-5f * largest);
}

TEST_F(DeployTest, WhatTheWeightsLackIsNamedByTheSession) {
  weights.erase("conv1_1_bn.running_var");
  try {
    cpu_forward(model, weights, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::weights_mismatch);
    EXPECT_NE(std::string(error.what()).find("conv1_1_bn.running_var"), std::string::npos) << error.what();
  }
}

TEST_F(DeployTest, BestThenFinalThenTheLastCheckpoint) {
  EXPECT_EQ(weights_file_of(run), run / "model_final.safetensors");
  save("model_best.safetensors");
  EXPECT_EQ(weights_file_of(run), run / "model_best.safetensors");
  fs::remove(run / "model_best.safetensors");
  fs::remove(run / "model_final.safetensors");
  save("model_0000009.safetensors");
  for (const char* name : {"model_0000009\n", "model_0000009.safetensors", "../../x/model_0000009"}) {
    std::ofstream(run / "last_checkpoint") << name;
    EXPECT_EQ(weights_file_of(run), run / "model_0000009.safetensors");
  }
  EXPECT_NO_THROW(Labeller(run, 1));
}

TEST_F(DeployTest, ClassifiersHaveTheirOwnEntrance) {
  make_run("vgg16");
  EXPECT_EQ(error_of(run), run.string() + ": model \"vgg16\" has task \"classify\", not \"semantic\"");
  const auto best = Classifier(run, 1).classify(picture(), 2);
  ASSERT_EQ(best.size(), 2u);
  EXPECT_GE(best[0].probability, best[1].probability);
}

TEST_F(DeployTest, WhatIsMissingIsNamed) {
  EXPECT_EQ(error_of(run / "nowhere"), (run / "nowhere").string() + ": does not exist");
  write_safetensors(run / "bare.safetensors", weights, {});
  EXPECT_EQ(error_of(run / "bare.safetensors"),
            (run / "bare.safetensors").string() + ": has no configuration inside");
  fs::remove(run / "model_final.safetensors");
  EXPECT_EQ(error_of(run), run.string() + ": no weights in this run folder");
}

TEST_F(DeployTest, OtherWeightsAreRefused) {
  weights.erase("conv1_1.weight");
  save("model_final.safetensors");
  const std::string message = error_of(run);
  EXPECT_NE(message.find("model_final.safetensors"), std::string::npos) << message;
  EXPECT_NE(message.find("conv1_1.weight"), std::string::npos) << message;
}

}  // namespace
}  // namespace perpixel
