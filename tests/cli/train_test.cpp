// Training through the program, as a user drives it: the run folder, resuming, and what must not be lost.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "program.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// A network and pictures as small as they get; four steps take a moment.
const std::string kTiny =
    " model.width=0.05 model.batch_norm=true model.fc_channels=8 model.fc6_kernel=1 \"train.crop=[32, 32]\""
    " train.batch=2 train.amp=false train.eval_period=2 train.checkpoint_period=2 train.log_period=1 ";
const std::string kData = " --data scenes:size=32,count=8,val_count=2 ";

Said train(const fs::path& run, const std::string& more, const std::string& what = "fcn8s") {
  return perpixel_says("train " + what + kData + "-o " + run.string() + kTiny + more);
}

std::vector<Json> metrics_of(const fs::path& run) {
  std::vector<Json> rows;
  std::istringstream lines(file_text(run / "metrics.json"));
  for (std::string line; std::getline(lines, line);) rows.push_back(Json::parse(line));
  return rows;
}

std::int64_t last_iteration(const fs::path& run) {
  std::int64_t last = -1;
  for (const Json& row : metrics_of(run)) last = std::max<std::int64_t>(last, row.at("iteration"));
  return last;
}

// The files are those of the run-folder contract; the log line is detectron2's.
TEST(TrainCommand, LeavesACompleteRunFolder) {
  const Folder folder;
  const fs::path run = folder / "run";
  const Said said = train(run, "--iters 4 --json");
  ASSERT_EQ(said.code, 0) << said.err;
  for (const char* name :
       {"config.yaml", "log.txt", "metrics.json", "results.csv", "last_checkpoint", "report.html",
        "model_final.safetensors", "model_final.state.safetensors", "model_best.safetensors",
        "model_best.state.safetensors", "inference/scores.json", "vis"})
    EXPECT_TRUE(fs::exists(run / name)) << name;
  EXPECT_TRUE(std::regex_search(
      file_text(run / "log.txt"),
      std::regex(
          R"(\[\d\d/\d\d \d\d:\d\d:\d\d\] eta: \d+:\d\d:\d\d  iter: 3  total_loss: \S+  loss_sem_seg: \S+  )"
          R"(time: \S+  last_time: \S+  data_time: \S+  last_data_time: \S+  lr: \S+  max_mem: \d+M)")))
      << file_text(run / "log.txt");
  const Json document = Json::parse(said.out);
  EXPECT_EQ(document["run"], run.string());
  EXPECT_GT(document["scores"]["val_loss"], 0);
  EXPECT_TRUE(document["scores"].contains("sem_seg/mIoU"));
}

TEST(TrainCommand, WithoutValidationSplitThereIsStillAReport) {
  const Folder folder;
  const Said said = train(folder / "run", "--iters 1 data.val_split=none");
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(fs::exists(folder / "run" / "report.html"));
}

// Nothing of the earlier run is touched before the new one is known to start.
TEST(TrainCommand, AStartThatFailsKeepsTheEarlierRun) {
  const Folder folder;
  const fs::path run = folder / "run";
  ASSERT_EQ(train(run, "--iters 1").code, 0);
  const std::string weights = file_text(run / "model_final.safetensors");
  const Said said = train(run, "--iters 1 --overwrite --weights " + (folder / "nowhere").string());
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(file_text(run / "model_final.safetensors"), weights);
  const Said again = train(run, "--iters 1");
  EXPECT_NE(again.err.find("holds an earlier run"), std::string::npos) << again.err;
}

TEST(TrainCommand, AStartThatFailsLeavesNoHalfRun) {
  const Folder folder;
  ASSERT_EQ(train(folder / "parent", "--iters 1").code, 0);
  const Said said = perpixel_says("train fcn8s --data scenes:size=32,count=8,val_count=2,task=segment -o " +
                                  (folder / "child").string() + kTiny +
                                  "--iters 1 model.width=0.1 --weights " + (folder / "parent").string());
  EXPECT_EQ(said.code, 1) << said.err;
  EXPECT_FALSE(fs::exists(folder / "child" / "config.yaml"));
}

TEST(TrainCommand, ResumingWhatNeverBeganStartsIt) {
  const Folder folder;
  const Said said = train(folder / "run", "--iters 1 --resume");
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_NE(said.err.find("nothing to resume yet"), std::string::npos);
  EXPECT_EQ(perpixel_says("train -o " + (folder / "nothing").string() + " --resume").code, 1);
}

// Property: going on in another folder from the checkpoint of one comes to the same bytes.
TEST(TrainCommand, ResumesFromAFileOfAnotherRun) {
  const Folder folder;
  const fs::path first = folder / "first", second = folder / "second";
  ASSERT_EQ(train(first, "--iters 4").code, 0);
  const Said said = train(second, "--iters 4 --resume=" + (first / "model_0000001.safetensors").string());
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(file_text(second / "model_final.safetensors"), file_text(first / "model_final.safetensors"));
  EXPECT_EQ(metrics_of(second).front().at("iteration"), 2);
}

// Property: whichever way pictures are drawn, a resumed training sees those that it would have seen.
TEST(TrainCommand, OtherWaysOfSamplingResumeExactly) {
  const Folder folder;
  std::vector<std::string> finals;
  for (const std::string sampling : {"replacement", "class_balanced"}) {
    const fs::path first = folder / (sampling + "1"), second = folder / (sampling + "2");
    const std::string key = " train.sampling=" + sampling;
    ASSERT_EQ(train(first, "--iters 4" + key).code, 0) << sampling;
    const std::string from = " --resume=" + (first / "model_0000001.safetensors").string();
    ASSERT_EQ(train(second, "--iters 4" + key + from).code, 0) << sampling;
    finals.push_back(file_text(first / "model_final.safetensors"));
    EXPECT_EQ(file_text(second / "model_final.safetensors"), finals.back()) << sampling;
  }
  EXPECT_NE(finals[0], finals[1]);
}

// What was planned at the start holds on resume, whatever the machine has to offer by then.
TEST(TrainCommand, ResumingKeepsThePlan) {
  const Folder folder;
  const fs::path run = folder / "run";
  ASSERT_EQ(train(run, "--iters 2 train.scale=auto").code, 0);
  std::string stored = file_text(run / "config.yaml");
  const std::size_t at = stored.find("scale: [");
  ASSERT_NE(at, std::string::npos) << stored;
  stored.replace(at, stored.find('\n', at) - at, "scale: [0.7, 0.9]");
  folder.write("run/config.yaml", stored);
  ASSERT_EQ(train(run, "--iters 4 train.scale=auto --resume").code, 0);
  EXPECT_NE(file_text(run / "config.yaml").find("scale: [0.7, 0.9]"), std::string::npos);
}

// By hand: 8 pictures in batches of 2 are 4 steps; accumulating 2 batches makes it 2.
TEST(TrainCommand, EpochsReplaceIterations) {
  const Folder folder;
  const auto config = folder.write("a.yaml", "model: {name: fcn8s}\ntrain: {iters: 100}\n").string();
  ASSERT_EQ(train(folder / "a", "--epochs 1", config).code, 0);
  EXPECT_EQ(last_iteration(folder / "a"), 3);
  ASSERT_EQ(train(folder / "b", "--epochs 1 train.accumulate=2", config).code, 0);
  EXPECT_EQ(last_iteration(folder / "b"), 1);
  EXPECT_EQ(train(folder / "c", "--epochs 1 --iters 3").code, 2);
}

TEST(TrainCommand, RecipeKeysOfAConfigurationHold) {
  const Folder folder;
  const auto config =
      folder.write("a.yaml", "model: {name: fcn8s}\nrecipe: {input: {size_factor: 2, size_rule: factor}}\n");
  const Said said = train(folder / "run", "--iters 1", config.string());
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_NE(file_text(folder / "run" / "config.yaml").find("size_factor: 2"), std::string::npos);
}

// 0 steps are nobody's wish: what else says how long decides, here one epoch of 8 pictures in batches of 2.
TEST(TrainCommand, NoIterationsMeansThatTheyAreChosen) {
  const Folder folder;
  const Said said = train(folder / "run", "--iters 0 train.freeze=[nothing]");
  EXPECT_EQ(said.code, 1);
  EXPECT_NE(said.err.find("train.freeze: no parameter"), std::string::npos) << said.err;
  ASSERT_EQ(train(folder / "run", "--iters 0 train.epochs=1").code, 0);
  EXPECT_EQ(last_iteration(folder / "run"), 3);
}

TEST(TrainCommand, WrongCommandsEndWithTwo) {
  const Folder folder;
  EXPECT_EQ(perpixel_says("train fcn8s -o " + folder.text()).code, 2);
  EXPECT_EQ(perpixel_says("train -o " + folder.text()).code, 2);
  EXPECT_EQ(train(folder / "run", "--iters abc").code, 2);
  EXPECT_FALSE(fs::exists(folder / "run"));
}

TEST(TrainCommand, ScoringLayersCanStartAnew) {
  const Folder folder;
  ASSERT_EQ(train(folder / "parent", "--iters 1").code, 0);
  const Said said = train(folder / "child",
                          "--iters 1 \"train.fresh=[score_fr]\" --weights " + (folder / "parent").string());
  EXPECT_EQ(said.code, 0);
  EXPECT_NE(said.err.find("new: score_fr.weight, score_fr.bias"), std::string::npos) << said.err;
}

// Objects are drawn by the batch's number: who loads it does not matter.
TEST(TrainCommand, CropsAroundObjectsDoNotDependOnTheThreads) {
  const Folder folder;
  const std::string more =
      "--iters 3 train.crop_at=object train.object_only=true train.class_weights=none train.scale=[2,3] ";
  const Said alone = train(folder / "alone", more + "train.workers=0");
  ASSERT_EQ(alone.code, 0) << alone.err;
  const Said team = train(folder / "team", more + "train.workers=3");
  ASSERT_EQ(team.code, 0) << team.err;
  EXPECT_TRUE(file_text(folder / "alone/model_final.safetensors") ==
              file_text(folder / "team/model_final.safetensors"));
}

TEST(TrainCommand, ObjectKeysThatExcludeOthersAreRefused) {
  const Folder folder;
  const Said random = train(folder / "run", "train.object_only=true");
  EXPECT_EQ(random.code, 1);
  EXPECT_NE(random.err.find("object_only = true needs crop_at = object"), std::string::npos) << random.err;
  const Said border =
      train(folder / "run", "train.crop_at=object train.object_only=true train.border_weight=5");
  EXPECT_EQ(border.code, 1);
  EXPECT_NE(border.err.find("train.object_only = true with train.border_weight"), std::string::npos)
      << border.err;
}

TEST(DemoCommand, ReplacesADemoAndNothingElse) {
  const Folder folder;
  ASSERT_EQ(train(folder / "run", "--iters 1").code, 0);
  const Said said = perpixel_says("demo --iters 1 -o " + (folder / "run").string());
  EXPECT_EQ(said.code, 1);
  EXPECT_NE(said.err.find("holds an earlier run"), std::string::npos) << said.err;
}

// One result by every road; the numbers are the lecture's (ops.md section 4).
TEST(ReproduceConv, FiveRoadsOneResult) {
  const Said said = perpixel_says("reproduce conv --json");
  ASSERT_EQ(said.code, 0) << said.err;
  const Json document = Json::parse(said.out);
  EXPECT_EQ(document["matrix"].size(), 4u);
  EXPECT_EQ(document["matrix"][0].size(), 16u);
  EXPECT_EQ(document["convolution"], Json({{348, 393}, {528, 573}}));
  ASSERT_EQ(document["transposed"].size(), 4u);
  for (const Json& example : document["transposed"]) {
    EXPECT_EQ(example["results"].size(), 5u);
    EXPECT_EQ(example["largest_difference"], 0);
  }
  for (const Json& result : document["transposed"][2]["results"])
    EXPECT_EQ(result, Json({{1, 4, 7, 6}, {7, 23, 33, 24}, {19, 53, 63, 42}, {21, 52, 59, 36}}));
}

}  // namespace
}  // namespace perpixel
