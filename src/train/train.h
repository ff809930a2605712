// One training: examples -> batches -> graph -> loss -> update, with checkpoints that survive anything.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "loss/reduction.h"
#include "model/model.h"
#include "train/batch_loader.h"
#include "train/optimizer_options.h"
#include "train/schedule.h"

namespace perpixel {

/// Everything that decides the numbers of a run. No field depends on time.
struct TrainSettings {
  Schedule schedule;
  OptimizerOptions optimizer;
  int accumulate = 1;  // batches per update; gradients are averaged
  double clip = 0;     // joint 2-norm of the gradients; 0 = off
  double ema = 0;      // decay of the averaged weights; 0 = off
  bool bf16 = false;
  LossReduction reduction = LossReduction::mean;
  std::vector<float> class_weights;
  double dice = 0;    // of the Dice loss beside the cross entropy
  double lovasz = 0;  // weight of the Lovasz-softmax loss beside the cross entropy
  /// Boxes: side of the grid of classifiers for each class, whose loss (loss/box_mask.h) takes the place of
  /// all others; 0 = classes per pixel or picture.
  int box_grid = 0;
  double aux_weight = 0.5;  // of the losses of train-only scores (torchvision's 0.5)
  std::uint64_t seed = 0;
  int workers = 2;  // loader threads
  int threads = 0;  // compute threads, 0 = LibTorch's choice
  std::string device = "cpu";
  std::int64_t log_period = 20;
  std::int64_t eval_period = 0;        // 0 = only at the end
  std::int64_t checkpoint_period = 0;  // 0 = only at the end
  int keep_checkpoints = 2;
  int patience = 0;       // evaluations without gain before stopping; 0 = off
  int max_rollbacks = 3;  // after a non-finite loss
};

/// One line of metrics.json.
struct LogLine {
  std::int64_t iteration = 0;                          // 0-based, of the last iteration it covers
  std::vector<std::pair<std::string, double>> values;  // lr, total_loss, time, …
};

struct Evaluation {
  double metric = 0;                                   // larger is better; decides model_best
  std::vector<std::pair<std::string, double>> values;  // "sem_seg/mIoU", …
};

/// The functions that the caller fills; empty ones are skipped. All are called from the training thread.
struct TrainHooks {
  /// Scores weights that a Forward closes over.
  std::function<Evaluation(const std::function<NamedTensors(const std::string&, const NamedTensors&)>&,
                           std::int64_t iteration)>
      evaluate;
  std::function<bool()> stop_requested;
  std::function<void(const std::string&)> message;  // one line of prose
  std::function<void(const LogLine&)> logged;       // every log_period iterations, and after evaluations
  std::function<void(std::int64_t done, std::int64_t total, double loss, double seconds_per_iteration)>
      progress;
  /// Called on resume and on rollback: log files forget everything after `finished` iterations.
  std::function<void(std::int64_t finished)> cut_back;
};

/// Which pixels of the training picture the scores speak of: cell o of pixel context + o * stride.
struct OutputPlace {
  int context = 0, stride = 1;
};

struct TrainJob {
  /// One input, "data"; its output "score" [N, K, …] is scored, and every train-only output whose name begins
  /// with it, times settings.aux_weight.
  const Graph* graph = nullptr;
  OutputPlace place;
  NamedTensors initial_weights;  // every parameter
  NamedTensors further_weights;  // of the model's graphs that are not trained: stored in every weights file
  MakeBatch make_batch;
  TrainSettings settings;
  std::filesystem::path run;
  std::string config_yaml;  // effective; stored in every weights file
  /// Checkpoint to go on from, without extension ("runs/a/model_0000999"); empty to start.
  std::filesystem::path resume_from;
};

enum class TrainEnd { finished, stopped_early, interrupted };

/// Runs to the end, to a lack of gain, or to `stop_requested` (then a checkpoint is written first).
/// Throws non_finite_loss after max_rollbacks, disk_full (the last checkpoint stays intact), …
TrainEnd train(const TrainJob& job, const TrainHooks& hooks);

}  // namespace perpixel
