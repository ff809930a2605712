#include "train_settings.h"

#include <algorithm>

#include "error/error.h"

namespace perpixel {

namespace {

std::pair<double, double> pair_of(const Config& config, const std::string& key) {
  const std::vector<double> values = config.numbers(key);
  if (values.size() == 1) return {values[0], values[0]};
  if (values.size() != 2)
    throw Error(ErrorCode::bad_value,
                key + " = " + config.text(key) + " (" + config.origin(key) + ") must be two numbers",
                "write [a, b]");
  return {values[0], values[1]};
}

Schedule schedule_from(const Config& config) {
  Schedule schedule;
  schedule.kind = schedule_kind_of(config.text("train.schedule"));
  schedule.base_lr = config.number("train.lr");
  schedule.iterations = config.integer("train.iters");
  schedule.power = config.number("train.power");
  for (const double step : config.numbers("train.steps"))
    schedule.steps.push_back(static_cast<std::int64_t>(step));
  schedule.gamma = config.number("train.gamma");
  schedule.warmup = config.integer("train.warmup");
  return schedule;
}

OptimizerOptions optimizer_from(const Config& config) {
  OptimizerOptions optimizer;
  optimizer.kind = optimizer_kind_of(config.text("train.optimizer"));
  optimizer.momentum = optimizer.beta1 = config.number("train.momentum");
  optimizer.weight_decay = config.number("train.weight_decay");
  return optimizer;
}

}  // namespace

TrainSettings train_settings_from(const Config& config) {
  TrainSettings settings;
  settings.schedule = schedule_from(config);
  settings.optimizer = optimizer_from(config);
  settings.accumulate = static_cast<int>(config.integer("train.accumulate"));
  settings.dice = config.number("train.dice");
  settings.lovasz = config.number("train.lovasz");
  settings.aux_weight = config.number("train.aux_weight");
  settings.clip = config.number("train.clip");
  settings.ema = config.number("train.ema");
  settings.bf16 = config.boolean("train.amp");
  settings.reduction = loss_reduction_of(config.text("train.reduction"));
  settings.seed = static_cast<std::uint64_t>(config.integer("train.seed"));
  settings.workers = static_cast<int>(config.integer("train.workers"));
  settings.device = config.text("train.device");
  settings.log_period = config.integer("train.log_period");
  settings.eval_period = config.integer("train.eval_period");
  settings.checkpoint_period = config.integer("train.checkpoint_period");
  settings.patience = static_cast<int>(config.integer("train.patience"));
  settings.max_rollbacks = static_cast<int>(config.integer("train.max_rollbacks"));
  return settings;
}

AugmentOptions augment_options_from(const Config& config) {
  AugmentOptions options;
  std::tie(options.scale_min, options.scale_max) = pair_of(config, "train.scale");
  const auto [height, width] = pair_of(config, "train.crop");
  options.crop_height = static_cast<int>(height);
  options.crop_width = static_cast<int>(width);
  options.flip = config.number("train.flip");
  options.color_jitter = config.number("train.color_jitter");
  options.flip_vertical = config.number("train.flip_vertical");
  options.rotate = config.number("train.rotate");
  options.elastic = config.number("train.elastic");
  options.crop_at = config.text("train.crop_at") == "object" ? CropAt::object : CropAt::random;
  options.object_only = config.boolean("train.object_only");
  return options;
}

BorderWeight border_weight_from(const Config& config, const ClassList& classes) {
  BorderWeight border{config.number("train.border_weight"), config.number("train.border_sigma")};
  const std::string background = config.text("train.border_background");
  std::vector<std::string> names;
  for (const ClassInfo& info : classes.classes) {
    if (background == info.name) border.background = static_cast<ClassId>(names.size());
    names.push_back(info.name);
  }
  if (!background.empty() && std::ranges::find(names, background) == names.end())
    throw Error(ErrorCode::bad_value,
                "train.border_background = " + background + " (" + config.origin("train.border_background") +
                    ") is not among the classes",
                did_you_mean(background, names));
  return border;
}

}  // namespace perpixel
