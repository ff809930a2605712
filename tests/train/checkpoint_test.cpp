#include "train/checkpoint.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "error/error.h"
#include "file/file.h"
#include "weights/safetensors.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

class CheckpointTest : public testing::Test {
 protected:
  void SetUp() override {
    run_ =
        fs::path(testing::TempDir()) /
        ("perpixel_checkpoint_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(run_);
    fs::create_directories(run_);
  }
  void TearDown() override { fs::remove_all(run_); }
  fs::path run_;
};

Checkpoint example() {
  Checkpoint checkpoint;
  checkpoint.weights["conv1_1.weight"] = Tensor::from({2, 2}, {1, 2, 3, 4});
  checkpoint.state = {.iteration = 1000,
                      .rollbacks = 1,
                      .lr_scale = 0.5,
                      .best_metric = 0.1,
                      .best_iteration = 499,
                      .evaluations_without_gain = 2,
                      .loss_window = "0.25 0.125 "};
  checkpoint.state.tensors["first/conv1_1.weight"] = Tensor::from({2, 2}, {5, 6, 7, 8});
  checkpoint.config_yaml = "version: 1\n";
  return checkpoint;
}

// Property: reading gives back what was written, doubles to the bit.
TEST_F(CheckpointTest, RoundTrip) {
  write_checkpoint(run_, "model_0000999", example());
  const Checkpoint read = read_checkpoint(run_, "model_0000999");
  EXPECT_EQ(read.state.iteration, 1000);
  EXPECT_EQ(read.state.rollbacks, 1);
  EXPECT_EQ(read.state.lr_scale, 0.5);
  EXPECT_EQ(read.state.best_metric, 0.1);
  EXPECT_EQ(read.state.best_iteration, 499);
  EXPECT_EQ(read.state.loss_window, "0.25 0.125 ");
  EXPECT_EQ(read.config_yaml, "version: 1\n");
  EXPECT_EQ(read.weights.at("conv1_1.weight").floats()[3], 4);
  EXPECT_EQ(read.state.tensors.at("first/conv1_1.weight").floats()[0], 5);
}

// A checkpoint counts only once it is named.
TEST_F(CheckpointTest, CountsOnlyOnceNamed) {
  write_checkpoint(run_, "model_0000999", example());
  EXPECT_FALSE(last_checkpoint(run_).has_value());
  name_last_checkpoint(run_, "model_0000999");
  EXPECT_EQ(last_checkpoint(run_), "model_0000999");
}

// detectron2's numbering: the 0-based number of the last finished iteration.
TEST_F(CheckpointTest, Name) { EXPECT_EQ(checkpoint_name(1000), "model_0000999"); }

TEST_F(CheckpointTest, PruningKeepsTheNewestAndTheNamed) {
  for (const char* name : {"model_0000009", "model_0000019", "model_0000029", "model_best"})
    write_checkpoint(run_, name, example());
  name_last_checkpoint(run_, "model_0000009");
  prune_checkpoints(run_, 1);
  EXPECT_TRUE(fs::exists(run_ / "model_0000009.safetensors"));
  EXPECT_FALSE(fs::exists(run_ / "model_0000019.safetensors"));
  EXPECT_FALSE(fs::exists(run_ / "model_0000019.state.safetensors"));
  EXPECT_TRUE(fs::exists(run_ / "model_0000029.safetensors"));
  EXPECT_TRUE(fs::exists(run_ / "model_best.safetensors"));
}

TEST_F(CheckpointTest, NewerStateIsRefusedByVersion) {
  write_checkpoint(run_, "model_final", example());
  WeightsFile state = read_safetensors(run_ / "model_final.state.safetensors");
  state.metadata["state_version"] = "2";
  write_safetensors(run_ / "model_final.state.safetensors", state.tensors, state.metadata);
  try {
    read_checkpoint(run_, "model_final");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::newer_version);
    EXPECT_NE(std::string(error.what()).find("version 2"), std::string::npos);
  }
}

TEST_F(CheckpointTest, AWeightsFileIsNoState) {
  write_safetensors(run_ / "model_final.state.safetensors", {}, {});
  write_safetensors(run_ / "model_final.safetensors", {}, {});
  EXPECT_THROW(read_checkpoint(run_, "model_final"), Error);
}

}  // namespace
}  // namespace perpixel
