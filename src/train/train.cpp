#include "train/train.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <sstream>

#include "autograd/network.h"
#include "error/error.h"
#include "loss/box_mask.h"
#include "loss/cross_entropy.h"
#include "loss/dice.h"
#include "loss/lovasz.h"
#include "train/checkpoint.h"
#include "train/optimizer.h"
#include "train/weight_average.h"

namespace perpixel {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double max_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// The losses since the last log line, kept over a resume so that the logged medians do not depend on kills.
struct LossWindow {
  std::vector<double> losses;

  std::string text() const {
    std::string joined;
    char number[40];
    for (const double loss : losses) {
      std::snprintf(number, sizeof number, "%.17g ", loss);
      joined += number;
    }
    return joined;
  }
  static LossWindow from_text(const std::string& text) {
    LossWindow window;
    std::istringstream in(text);
    for (double loss; in >> loss;) window.losses.push_back(loss);
    return window;
  }
};

std::string join_names(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

/// map [N, H, W] of the training picture at the pixels that scores [N, K, h, w] speak of; [N] stays.
at::Tensor under_scores(const at::Tensor& map, const at::Tensor& scores, const OutputPlace& place) {
  if (map.dim() != 3 || (place.context == 0 && place.stride == 1)) return map;
  at::Tensor out = map;
  for (const std::int64_t axis : {1, 2}) {
    const std::int64_t cells = scores.size(axis + 1);
    const std::int64_t end = place.context + (cells - 1) * place.stride + 1;
    if (end > map.size(axis))
      throw Error(ErrorCode::shape_mismatch,
                  "scores " + std::to_string(cells) + " cells long at stride " +
                      std::to_string(place.stride) + " reach beyond a training picture of " +
                      std::to_string(map.size(axis)) + " px",
                  "train.crop must be a size that the network takes (perpixel inspect MODEL --size)");
    out = out.slice(axis, place.context, end, place.stride);
  }
  return out;
}

/// Thrown inside one iteration; the loop turns it into a rollback.
struct NonFinite {
  std::string term;
  double value;
  std::vector<std::string> pictures;
};

class Trainer {
 public:
  Trainer(const TrainJob& job, const TrainHooks& hooks)
      : job_(job),
        hooks_(hooks),
        settings_(job.settings),
        network_(*job.graph, job.initial_weights, torch_device(job.settings.device)),
        optimizer_(network_, settings_.optimizer) {
    if (settings_.ema > 0) average_ = std::make_unique<WeightAverage>(network_, settings_.ema);
  }

  TrainEnd run() {
    if (!job_.resume_from.empty()) resume();
    if (hooks_.cut_back) hooks_.cut_back(state_.iteration);
    start_loader();
    while (state_.iteration < settings_.schedule.iterations) {
      try {
        iterate();
      } catch (const NonFinite& failure) {
        roll_back(failure);
        continue;
      }
      if (const bool no_gain = after_iteration(); no_gain) return finish(TrainEnd::stopped_early);
      if (hooks_.stop_requested && hooks_.stop_requested()) {
        if (state_.iteration < settings_.schedule.iterations) {
          save_numbered();
          return TrainEnd::interrupted;
        }
      }
    }
    return finish(TrainEnd::finished);
  }

 private:
  void start_loader() {
    loader_.reset();
    loader_ = std::make_unique<BatchLoader>(job_.make_batch, state_.iteration * settings_.accumulate,
                                            settings_.schedule.iterations * settings_.accumulate,
                                            settings_.workers);
  }

  void iterate() {
    const Clock::time_point start = Clock::now();
    seed_torch(settings_.seed, static_cast<std::uint64_t>(state_.iteration));
    optimizer_.zero_grad();
    double loss = 0;
    for (int part = 0; part < settings_.accumulate; ++part) loss += run_batch() / settings_.accumulate;
    check_and_clip_gradients();
    optimizer_.step(current_lr());
    if (average_) average_->update(network_, state_.iteration);
    ++state_.iteration;
    window_.losses.push_back(loss);
    seconds_.push_back(seconds_since(start));
    if (seconds_.size() > kTimesKept) seconds_.erase(seconds_.begin());
    since_log_ += seconds_.back();
    ++iterations_since_log_;
  }

  double run_batch() {
    const Clock::time_point start = Clock::now();
    const Batch batch = loader_->next();
    last_data_time_ = seconds_since(start);
    data_since_log_ += last_data_time_;
    pictures_ = batch.names;
    const TorchTensors outputs = network_.run(inputs_of(batch), {.training = true, .bf16 = settings_.bf16});
    const at::Tensor loss = loss_of(outputs, batch);
    const double value = loss.item<double>();
    if (!std::isfinite(value)) throw NonFinite{"loss_sem_seg", value, batch.names};
    (loss / settings_.accumulate).backward();
    return value;
  }

  /// Numbered draws are for deployment: training draws afresh whatever the number.
  TorchTensors inputs_of(const Batch& batch) const {
    TorchTensors inputs;
    for (const GraphInput& input : network_.graph().inputs) inputs[input.name] = at::zeros({1});
    inputs[network_.graph().inputs.at(0).name] = to_torch(batch.images);
    return inputs;
  }

  at::Tensor loss_of(const TorchTensors& outputs, const Batch& batch) const {
    const at::Tensor& scores = outputs.at(kScoreOutput);
    if (settings_.box_grid > 0)
      return box_mask_loss(scores, batch.targets, batch.box_classes, batch.weights, settings_.box_grid);
    const at::Tensor target = under_scores(to_torch(batch.targets).to(network_.device()), scores, job_.place);
    CrossEntropyOptions options{settings_.reduction, settings_.class_weights};
    if (batch.weights.defined())
      options.pixel_weights = under_scores(to_torch(batch.weights).to(network_.device()), scores, job_.place);
    at::Tensor loss = cross_entropy(scores, target, options);
    if (settings_.dice > 0) loss = loss + settings_.dice * dice_loss(scores, target);
    if (settings_.lovasz > 0) loss = loss + settings_.lovasz * lovasz_softmax(scores, target);
    for (const GraphOutput& output : network_.graph().outputs)
      if (output.train_only && output.name.starts_with(kScoreOutput))
        loss = loss + settings_.aux_weight * cross_entropy(outputs.at(output.name), target, options);
    return loss;
  }

  /// A finite loss may still have a gradient that is not; one step with it would spoil every weight.
  void check_and_clip_gradients() {
    const double limit = settings_.clip > 0 ? settings_.clip : std::numeric_limits<double>::infinity();
    if (const double norm = optimizer_.clip_gradients(limit); !std::isfinite(norm))
      throw NonFinite{"gradient norm", norm, pictures_};
  }

  double current_lr() const { return state_.lr_scale * learning_rate(settings_.schedule, state_.iteration); }

  /// Logging, evaluation, checkpoint, in this order; true when evaluations stopped gaining.
  bool after_iteration() {
    const std::int64_t done = state_.iteration;
    const std::int64_t total = settings_.schedule.iterations;
    if (hooks_.progress) hooks_.progress(done, total, window_.losses.back(), median(seconds_));
    if (done % settings_.log_period == 0 || done == total) log();
    bool no_gain = false;
    const bool due = settings_.eval_period > 0 && done % settings_.eval_period == 0;
    if (hooks_.evaluate && (due || done == total)) no_gain = evaluate();
    if (settings_.checkpoint_period > 0 && done % settings_.checkpoint_period == 0 && done < total)
      save_numbered();
    return no_gain;
  }

  void log() {
    const double per_iteration =
        since_log_ / static_cast<double>(std::max<std::int64_t>(1, iterations_since_log_));
    const std::int64_t left = settings_.schedule.iterations - state_.iteration;
    LogLine line{.iteration = state_.iteration - 1};
    const double loss = median(window_.losses);
    const double lr = state_.lr_scale * learning_rate(settings_.schedule, state_.iteration - 1);
    line.values = {{"lr", lr},
                   {"total_loss", loss},
                   {"loss_sem_seg", loss},
                   {"time", per_iteration},
                   {"last_time", seconds_.back()},
                   {"last_data_time", last_data_time_},
                   {"data_time",
                    data_since_log_ / static_cast<double>(std::max<std::int64_t>(1, iterations_since_log_))},
                   {"eta_seconds", median(seconds_) * static_cast<double>(left)},
                   {"max_mem", max_memory_mib()}};
    if (hooks_.logged) hooks_.logged(line);
    window_.losses.clear();
    since_log_ = data_since_log_ = 0;
    iterations_since_log_ = 0;
  }

  bool evaluate() {
    const c10::NoGradGuard no_grad;
    if (average_) average_->swap(network_);
    const auto forward = [this](const std::string&, const NamedTensors& inputs) {
      TorchTensors torch_inputs;
      for (const auto& [name, tensor] : inputs) torch_inputs[name] = to_torch(tensor);
      NamedTensors outputs;
      for (const auto& [name, tensor] : network_.run(torch_inputs, {}))
        outputs[name] = from_torch(tensor.to(at::kFloat));
      return outputs;
    };
    const Evaluation evaluation = hooks_.evaluate(forward, state_.iteration);
    if (average_) average_->swap(network_);
    if (hooks_.logged) hooks_.logged({state_.iteration - 1, evaluation.values});
    if (evaluation.metric > state_.best_metric) {
      state_.best_metric = evaluation.metric;
      state_.best_iteration = state_.iteration - 1;
      state_.evaluations_without_gain = 0;
      write_checkpoint(job_.run, "model_best", snapshot());
      return false;
    }
    ++state_.evaluations_without_gain;
    return settings_.patience > 0 && state_.evaluations_without_gain >= settings_.patience;
  }

  Checkpoint snapshot() const {
    Checkpoint checkpoint{.weights = average_ ? average_->weights(network_) : network_.weights(),
                          .state = state_,
                          .config_yaml = job_.config_yaml};
    checkpoint.state.loss_window = window_.text();
    checkpoint.state.tensors = optimizer_.state();
    if (average_) {
      for (auto& [name, tensor] : network_.weights()) checkpoint.state.tensors["raw/" + name] = tensor;
      for (auto& [name, tensor] : checkpoint.weights) checkpoint.state.tensors["ema/" + name] = tensor;
    }
    checkpoint.weights.insert(job_.further_weights.begin(), job_.further_weights.end());
    return checkpoint;
  }

  void save_numbered() {
    const std::string name = checkpoint_name(state_.iteration);
    write_checkpoint(job_.run, name, snapshot());
    name_last_checkpoint(job_.run, name);
    prune_checkpoints(job_.run, settings_.keep_checkpoints);
    last_good_ = job_.run / name;
  }

  TrainEnd finish(TrainEnd end) {
    write_checkpoint(job_.run, "model_final", snapshot());
    name_last_checkpoint(job_.run, "model_final");
    return end;
  }

  /// From here on the checkpoint is the last one: a kill before the next must not lead back to a later one.
  void resume() {
    restore(job_.resume_from);
    std::error_code failed;
    if (std::filesystem::equivalent(job_.resume_from.parent_path(), job_.run, failed))
      name_last_checkpoint(job_.run, job_.resume_from.filename().string());
  }

  void restore(const std::filesystem::path& path) {
    const Checkpoint checkpoint = read_checkpoint(path.parent_path(), path.filename().string());
    state_ = checkpoint.state;
    window_ = LossWindow::from_text(state_.loss_window);
    optimizer_.load_state(state_.tensors);
    if (average_) {
      const auto part = [&](const std::string& prefix) {
        NamedTensors tensors;
        for (const auto& [key, tensor] : state_.tensors)
          if (key.starts_with(prefix)) tensors[key.substr(prefix.size())] = tensor;
        return tensors;
      };
      network_.load(part("raw/"));
      average_->load(network_, part("ema/"));
    } else {
      network_.load(checkpoint.weights);
    }
    state_.tensors.clear();
    last_good_ = path;
  }

  /// Back to the last checkpoint (or the start) with half the learning rate. What follows depends only on
  /// that checkpoint, so a kill in between and a resume come to the same numbers.
  void roll_back(const NonFinite& failure) {
    const std::string what = failure.term + " is " + std::to_string(failure.value) + " at iteration " +
                             std::to_string(state_.iteration) + ", pictures: " + join_names(failure.pictures);
    const int rollbacks = state_.rollbacks + 1;
    const double lr_scale = state_.lr_scale / 2;
    // model_best may come from the steps that are now undone; only something better may replace it.
    const double best_metric = state_.best_metric;
    const std::int64_t best_iteration = state_.best_iteration;
    if (rollbacks > settings_.max_rollbacks)
      throw Error(ErrorCode::non_finite_loss,
                  what + "; gave up after " + std::to_string(rollbacks - 1) + " rollbacks",
                  "lower train.lr, or check these pictures with `perpixel data check`");
    if (last_good_.empty()) {
      network_.load(job_.initial_weights);
      optimizer_.reset();
      if (average_) average_ = std::make_unique<WeightAverage>(network_, settings_.ema);
      state_ = {};
      window_.losses.clear();
    } else {
      restore(last_good_);
    }
    state_.rollbacks = rollbacks;
    state_.lr_scale = lr_scale;
    state_.best_metric = best_metric;
    state_.best_iteration = best_iteration;
    if (hooks_.cut_back) hooks_.cut_back(state_.iteration);
    if (hooks_.message)
      hooks_.message(what + "; back to iteration " + std::to_string(state_.iteration) +
                     " with the learning rate times " + std::to_string(lr_scale));
    start_loader();
  }

  static constexpr std::size_t kTimesKept = 1000;

  const TrainJob& job_;
  const TrainHooks& hooks_;
  const TrainSettings& settings_;
  Network network_;
  Optimizer optimizer_;
  std::unique_ptr<WeightAverage> average_;
  std::unique_ptr<BatchLoader> loader_;
  TrainingState state_;
  std::filesystem::path last_good_;  // checkpoint to roll back to; empty = the start
  LossWindow window_;
  std::vector<std::string> pictures_;  // of the batch at hand
  std::vector<double> seconds_;        // of the last iterations
  double since_log_ = 0, data_since_log_ = 0, last_data_time_ = 0;
  std::int64_t iterations_since_log_ = 0;
};

}  // namespace

TrainEnd train(const TrainJob& job, const TrainHooks& hooks) {
  set_up_torch(job.settings.threads, job.settings.device != "cpu");
  return Trainer(job, hooks).run();
}

}  // namespace perpixel
