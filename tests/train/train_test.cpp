#include "train/train.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "autograd/network.h"
#include "error/error.h"
#include "file/file.h"
#include "graph/layers.h"
#include "model/initial_weights.h"
#include "train/checkpoint.h"
#include "transform/random.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

/// Two layers with batch normalisation and dropout: everything that has state or chance.
Graph small_graph() {
  Graph graph{.name = "main"};
  Value x = input(graph, "data", 1);
  x = dropout(relu(batch_norm(conv(x, 4, 3, "conv1", {.bias = false}), "conv1_bn")), 0.3f, "drop1");
  output(conv(x, 2, 1, "score"), "score");
  return graph;
}

/// Class 1 where the pixel is above zero; drawn anew for each batch number.
Batch sign_batch(std::int64_t index) {
  Batch batch{.images = Tensor({2, 1, 6, 6}), .targets = Tensor({2, 6, 6}, DType::i64), .names = {"a", "b"}};
  KeyedRandom random(1, 0, static_cast<std::uint64_t>(index), 0);
  std::span<float> pixels = batch.images.floats();
  std::span<std::int64_t> classes = batch.targets.as<std::int64_t>();
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    pixels[i] = static_cast<float>(random.uniform(-1, 1));
    classes[i] = pixels[i] > 0;
  }
  return batch;
}

class TrainTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            ("perpixel_train_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  TrainJob job(const std::string& run) {
    fs::create_directories(root_ / run);
    TrainJob job{.graph = &graph_,
                 .initial_weights = initial_weights(graph_, 3),
                 .make_batch = sign_batch,
                 .run = root_ / run};
    job.settings.schedule = {.base_lr = 0.02, .iterations = 30};
    job.settings.checkpoint_period = 5;
    job.settings.log_period = 4;  // not a divisor of the checkpoint period, on purpose
    job.settings.ema = 0.9;
    return job;
  }
  Bytes final_bytes(const std::string& run, const std::string& name = "model_final.safetensors") {
    return read_file(root_ / run / name);
  }

  Graph graph_ = small_graph();
  fs::path root_;
};

/// Logged losses by iteration; cut back as log files are.
struct Losses {
  std::map<std::int64_t, double> by_iteration;
  TrainHooks hooks() {
    TrainHooks hooks;
    hooks.logged = [this](const LogLine& line) {
      for (const auto& [name, value] : line.values)
        if (name == "total_loss") by_iteration[line.iteration] = value;
    };
    hooks.cut_back = [this](std::int64_t finished) {
      by_iteration.erase(by_iteration.lower_bound(finished), by_iteration.end());
    };
    return hooks;
  }
};

TEST_F(TrainTest, LearnsTheSignOfAPixel) {
  TrainJob work = job("learn");
  work.settings.schedule.iterations = 150;
  work.settings.ema = 0;
  Losses losses;
  EXPECT_EQ(train(work, losses.hooks()), TrainEnd::finished);
  EXPECT_LT(losses.by_iteration.rbegin()->second, 0.35);  // from ln 2 = 0.69
  EXPECT_EQ(last_checkpoint(work.run), "model_final");
}

// Property: stopped at any point and resumed, with any number of loader threads, every byte and every logged
// loss is that of the undisturbed run.
/// Scores of every second pixel from one in from the border: cell o speaks of pixel 1 + 2 o.
Graph coarse_graph() {
  Graph graph{.name = "main"};
  const Value x = relu(conv(input(graph, "data", 1), 4, 1, "conv1"));
  output(conv(x, 2, 3, "score", {.stride = 2, .pad = 0}), "score");
  output(conv(x, 2, 3, "aux", {.stride = 2, .pad = 0}), "score_aux", true);
  return graph;
}

// The truth of a cell is that of its pixel: were it any other, the sign could not be learned.
TEST_F(TrainTest, ScoresOfACoarserInnerGridAreComparedWithTheirPixels) {
  graph_ = coarse_graph();
  TrainJob coarse = job("coarse");
  coarse.place = {.context = 1, .stride = 2};
  coarse.settings.schedule.iterations = 200;
  double first = 0, last = 0;
  TrainHooks hooks;
  hooks.progress = [&](std::int64_t done, std::int64_t, double loss, double) {
    (done == 1 ? first : last) = loss;
  };
  train(coarse, hooks);
  EXPECT_LT(last, 0.4 * first);
}

// Equal scores cost ln 2 each: ln 2 (1 + weight of the auxiliary head).
TEST_F(TrainTest, AuxiliaryScoresAddTheirWeightedLoss) {
  graph_ = coarse_graph();
  TrainJob with_aux = job("aux");
  for (auto& [name, tensor] : with_aux.initial_weights)
    if (name.starts_with("score") || name.starts_with("aux")) std::ranges::fill(tensor.floats(), 0.f);
  with_aux.place = {.context = 1, .stride = 2};
  with_aux.settings.aux_weight = 0.4;
  with_aux.settings.schedule.iterations = 1;
  double loss = 0;
  TrainHooks hooks;
  hooks.progress = [&](std::int64_t, std::int64_t, double value, double) { loss = value; };
  train(with_aux, hooks);
  EXPECT_NEAR(loss, 1.4 * std::log(2.0), 1e-6);
}

// Equal scores of two classes: cross entropy ln 2, half of the probability on the true class.
TEST_F(TrainTest, DiceIsAddedWithItsWeight) {
  TrainJob work = job("dice");
  for (auto& [name, tensor] : work.initial_weights)
    if (name.starts_with("score")) std::ranges::fill(tensor.floats(), 0.f);
  work.settings.dice = 3;
  work.settings.schedule.iterations = 1;
  double loss = 0;
  TrainHooks hooks;
  hooks.progress = [&](std::int64_t, std::int64_t, double value, double) { loss = value; };
  train(work, hooks);
  EXPECT_NEAR(loss, std::log(2.0) + 3 * 0.5, 1e-6);
}

// A network that needs more than the crop has is refused by name, not by a crash.
TEST_F(TrainTest, ScoresBeyondTheTrainingPictureAreRefused) {
  graph_ = coarse_graph();
  TrainJob beyond = job("beyond");
  beyond.place = {.context = 4, .stride = 2};  // the second of two cells would speak of pixel 6 of 0 ... 5
  EXPECT_THROW(train(beyond, {}), Error);
}

TEST_F(TrainTest, ResumedRunsAreByteIdentical) {
  Losses whole;
  const TrainJob undisturbed = job("whole");
  train(undisturbed, whole.hooks());
  int part = 0;
  for (const int workers : {0, 1, 4}) {
    TrainJob work = job("part" + std::to_string(part));
    work.settings.workers = workers;
    Losses losses;
    TrainHooks hooks = losses.hooks();
    int seen = 0;
    const int stop_after = 3 + 8 * part;
    hooks.stop_requested = [&] { return ++seen == stop_after; };
    EXPECT_EQ(train(work, hooks), TrainEnd::interrupted);
    hooks.stop_requested = {};
    work.resume_from = work.run / *last_checkpoint(work.run);
    EXPECT_EQ(train(work, hooks), TrainEnd::finished);
    EXPECT_EQ(final_bytes("part" + std::to_string(part)), final_bytes("whole"));
    EXPECT_EQ(final_bytes("part" + std::to_string(part), "model_final.state.safetensors"),
              final_bytes("whole", "model_final.state.safetensors"));
    EXPECT_EQ(losses.by_iteration, whole.by_iteration);
    ++part;
  }
}

// A picture that is not a number once: back to the checkpoint with half the rate, then on to the end.
TEST_F(TrainTest, RollsBackFromANonFiniteLoss) {
  TrainJob work = job("rollback");
  auto bad_once = std::make_shared<bool>(true);
  work.settings.workers = 0;
  work.make_batch = [bad_once](std::int64_t index) {
    Batch batch = sign_batch(index);
    if (index == 12 && *bad_once) {
      batch.images.floats()[0] = NAN;
      *bad_once = false;
    }
    return batch;
  };
  std::vector<std::string> messages;
  TrainHooks hooks;
  hooks.message = [&](const std::string& text) { messages.push_back(text); };
  EXPECT_EQ(train(work, hooks), TrainEnd::finished);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_NE(messages[0].find("loss_sem_seg"), std::string::npos);
  EXPECT_NE(messages[0].find("pictures: a, b"), std::string::npos);
  EXPECT_NE(messages[0].find("back to iteration 10"), std::string::npos);
  const Checkpoint last = read_checkpoint(work.run, "model_final");
  EXPECT_EQ(last.state.rollbacks, 1);
  EXPECT_EQ(last.state.lr_scale, 0.5);
}

// By hand: behind a weight of 0 all scores are 0 and the loss is ln 2; but the gradient of that weight holds
// the product of those after it, 3e38 * 3e3, which no float holds.
TEST_F(TrainTest, RollsBackFromANonFiniteGradient) {
  Graph graph{.name = "main"};
  const Value x = conv(input(graph, "data", 1), 1, 1, "small", {.bias = false});
  output(conv(conv(x, 1, 1, "large", {.bias = false}), 2, 1, "score"), "score");
  TrainJob work = job("gradient");
  work.graph = &graph;
  work.settings.ema = 0;
  work.settings.max_rollbacks = 0;
  work.initial_weights = initial_weights(graph, 3);
  work.initial_weights.at("small.weight") = Tensor::from({1, 1, 1, 1}, {0});
  work.initial_weights.at("large.weight") = Tensor::from({1, 1, 1, 1}, {3e38f});
  work.initial_weights.at("score.weight") = Tensor::from({2, 1, 1, 1}, {3e3f, -3e3f});
  try {
    train(work, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::non_finite_loss);
    EXPECT_NE(std::string(error.what()).find("gradient norm"), std::string::npos) << error.what();
  }
}

TEST_F(TrainTest, GivesUpAfterTheAllowedRollbacks) {
  TrainJob work = job("giveup");
  work.settings.max_rollbacks = 2;
  work.make_batch = [](std::int64_t index) {
    Batch batch = sign_batch(index);
    if (index == 7) batch.images.floats()[0] = INFINITY;
    return batch;
  };
  try {
    train(work, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::non_finite_loss);
    EXPECT_NE(std::string(error.what()).find("gave up after 2 rollbacks"), std::string::npos);
  }
}

// By hand: gains at evaluations 1 and 2, none after; patience 2 stops at the fourth. The best one is kept.
TEST_F(TrainTest, StopsWithoutGainAndKeepsTheBest) {
  TrainJob work = job("patience");
  work.settings.eval_period = 5;
  work.settings.patience = 2;
  const std::vector<double> metrics{0.1, 0.3, 0.2, 0.3, 0.9};
  std::size_t at = 0;
  TrainHooks hooks;
  hooks.evaluate = [&](const auto& forward, std::int64_t) {
    const NamedTensors outputs = forward("main", {{"data", Tensor::zeros({1, 1, 3, 5})}});
    EXPECT_EQ(outputs.at("score").shape(), (Shape{1, 2, 3, 5}));
    return Evaluation{.metric = metrics[at++], .values = {{"sem_seg/mIoU", 0}}};
  };
  EXPECT_EQ(train(work, hooks), TrainEnd::stopped_early);
  EXPECT_EQ(at, 4u);
  EXPECT_EQ(read_checkpoint(work.run, "model_best").state.best_iteration, 9);
}

// Property: accumulating four batches of one picture pair is one batch's worth of steps, not four.
TEST_F(TrainTest, AccumulationCountsUpdates) {
  TrainJob work = job("accumulate");
  work.settings.accumulate = 4;
  work.settings.workers = 0;
  std::int64_t made = 0;
  work.make_batch = [&](std::int64_t index) {
    ++made;
    return sign_batch(index);
  };
  train(work, {});
  EXPECT_EQ(made, 30 * 4);
  EXPECT_EQ(read_checkpoint(work.run, "model_final").state.iteration, 30);
}

}  // namespace
}  // namespace perpixel
