#include "training_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "autograd/torch_forward.h"
#include "box_batches.h"
#include "dataset/dataset.h"
#include "dataset/objects.h"
#include "dataset/statistics.h"
#include "deploy/model_options.h"
#include "error/error.h"
#include "file/file.h"
#include "interrupt.h"
#include "kept_memory.h"
#include "model/initial_weights.h"
#include "output.h"
#include "progress_bar.h"
#include "run_log_writer.h"
#include "run_plan.h"
#include "run_report.h"
#include "start_weights.h"
#include "train/checkpoint.h"
#include "train/train.h"
#include "train_settings.h"
#include "training_batches.h"
#include "validation.h"

namespace perpixel {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kConfigFile = "config.yaml";
constexpr std::size_t kReportSamples = 8;
constexpr std::size_t kValidationSample = 200;  // pictures that a validation on the way looks at

std::string list_text(const std::vector<double>& values) {
  std::string text = "[";
  char number[32];
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::snprintf(number, sizeof number, "%s%.4g", i ? ", " : "", values[i]);
    text += number;
  }
  return text + "]";
}

/// The data of a run, and what was learned of it by looking at all of it once.
struct RunData {
  Dataset train;
  std::optional<Dataset> val;
  DataStatistics statistics;
};

/// Every nth picture, so that many cities and seasons are among them.
Dataset spread_sample(const Dataset& data, std::size_t most) {
  if (data.size() <= most) return data;
  Dataset sample = data;
  sample.names.clear();
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < most; ++i) {
    places.push_back(i * data.size() / most);
    sample.names.push_back(data.names[places.back()]);
  }
  sample.load = [load = data.load, places](std::size_t i) { return load(places.at(i)); };
  if (data.files) sample.files = [files = data.files, places](std::size_t i) { return files(places.at(i)); };
  return sample;
}

std::optional<Dataset> open_validation(const Config& config, const ClassList& classes) {
  const std::string data =
      config.text("data.val").empty() ? config.text("data.train") : config.text("data.val");
  const std::string split = config.text("data.val_split");
  const std::vector<std::string> splits = dataset_splits(data);
  if (std::ranges::find(splits, split) == splits.end()) return std::nullopt;
  return open_dataset(data, split, classes);
}

/// Generated scenes are all alike: a sample tells enough. Files are all read: a broken one is found before
/// training; those of objects have been read when the objects were found.
Dataset sample_of(const Dataset& data, std::size_t most, bool were_read) {
  Dataset sample = data;
  if ((sample.files && !were_read) || sample.size() <= most) return sample;
  sample.names.resize(most);
  return sample;
}

/// The pictures' objects, for models that label boxes.
Dataset found_objects(const Dataset& pictures) {
  ProgressBar bar("finding objects", pictures.size());
  return objects_of(pictures, [&](std::size_t, std::size_t) { bar.step(); });
}

RunData look_at_data(const Config& config, bool objects) {
  RunData data{.train = open_dataset(config.text("data.train"), config.text("data.split"))};
  data.val = open_validation(config, data.train.classes);
  if (objects) {
    data.train = found_objects(data.train);
    if (data.val) data.val = found_objects(*data.val);
  }
  constexpr std::size_t kScenesSample = 64;
  // Who draws pictures by their classes must know all of them.
  const bool by_class = config.text("train.sampling") == "class_balanced";
  const Dataset sample = by_class ? data.train : sample_of(data.train, kScenesSample, objects);
  ProgressBar bar("reading the training pictures", sample.size());
  data.statistics = statistics_of(sample, {.progress = [&](std::size_t, std::size_t) { bar.step(); }});
  return data;
}

/// train.class_weights as numbers; classes that never occur weigh 0.
std::vector<float> class_weights_of(const Config& config, const DataStatistics& statistics) {
  const std::string rule = config.text("train.class_weights");
  std::vector<float> weights;
  if (rule == "none") return weights;
  if (rule != "median_frequency" && rule != "sqrt_median_frequency") {
    for (const double weight : config.numbers("train.class_weights"))
      weights.push_back(static_cast<float>(weight));
    return weights;
  }
  for (const ClassStatistics& row : statistics.classes)
    weights.push_back(static_cast<float>(rule == "median_frequency" ? row.weight : std::sqrt(row.weight)));
  return weights;
}

/// train.sampling.
PictureOrder picture_order(const Config& config, const RunData& data) {
  const auto seed = static_cast<std::uint64_t>(config.integer("train.seed"));
  const auto count = static_cast<std::int64_t>(data.train.size());
  const std::string sampling = config.text("train.sampling");
  const auto shared = [](auto order) {
    return [order](std::int64_t position) { return order->at(position); };
  };
  if (sampling == "replacement") return shared(std::make_shared<RandomOrder>(seed, count));
  if (sampling == "class_balanced")
    return shared(std::make_shared<BalancedOrder>(seed, data.statistics.pictures_of_class));
  return shared(std::make_shared<ShuffledOrder>(seed, count));
}

void freeze(Graph& graph, const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) {
    bool any = false;
    for (Parameter& parameter : graph.parameters)
      if (parameter.name.starts_with(prefix)) any = parameter.frozen = true;
    if (!any)
      throw Error(ErrorCode::bad_value,
                  "train.freeze: no parameter of this model begins with \"" + prefix + "\"",
                  "perpixel inspect MODEL lists the names");
  }
}

/// The configuration that travels inside the weights: without what does not change a number of them, so that
/// equal trainings give equal bytes wherever they ran.
std::string portable_yaml(Config config) {
  const Config standard;
  for (const char* key : {"output", "train.workers"}) config.set(key, standard.text(key), "default");
  return config.to_yaml();
}

void require_weight_per_class(const std::vector<float>& weights, const Dataset& train, const Config& config) {
  if (weights.empty() || weights.size() == train.classes.size()) return;
  throw Error(ErrorCode::class_count,
              "train.class_weights (" + config.origin("train.class_weights") + ") has " +
                  std::to_string(weights.size()) + " numbers, " + train.name + " has " +
                  std::to_string(train.classes.size()) + " classes",
              "give one number per class, or median_frequency");
}

void require_same_task(const ZooEntry& entry, const Dataset& train) {
  if (train.is_classification == (std::string(entry.task) == "classify")) return;
  throw Error(ErrorCode::bad_value,
              std::string(entry.name) + " is a model for \"" + entry.task + "\", and " + train.name +
                  " has other truths",
              "perpixel models lists each model's task");
}

/// Found out now, not at the first validation.
void require_same_classes(const RunData& data) {
  if (!data.val || data.val->classes.size() == data.train.classes.size()) return;
  throw Error(ErrorCode::class_count,
              data.train.name + " has " + std::to_string(data.train.classes.size()) + " classes, " +
                  data.val->name + " has " + std::to_string(data.val->classes.size()),
              "give both the same label table: table=FILE");
}

std::string data_text(const RunData& data, bool objects) {
  return data.train.name + ": " + grouped(static_cast<long long>(data.train.size())) +
         (objects ? " boxes, " : " pictures, ") + std::to_string(data.train.classes.size()) + " classes" +
         (data.val ? "; " + data.val->name + ": " + grouped(static_cast<long long>(data.val->size()))
                   : "; no validation split");
}

/// What the run was started with stands, but for what is said anew: a resumed run goes on as planned then,
/// whatever memory is free now.
void take_over_stored(Config& config, const fs::path& run) {
  Config stored = Config::load(run / kConfigFile);
  Config merged = stored;
  merged.merge(config);
  for (const ConfigKey& key : config_schema())
    if (merged.is_auto(key.name)) merged.set(key.name, stored.text(key.name), stored.origin(key.name));
  config = std::move(merged);
}

bool holds_a_run(const fs::path& run) { return fs::exists(run / kConfigFile); }

/// Before any work: an earlier run is neither mixed with a new one nor lost unasked.
void require_free_folder(const TrainingRequest& request) {
  make_writable_folder(request.run);
  if (request.resume || request.overwrite || !holds_a_run(request.run)) return;
  throw Error(ErrorCode::cannot_write, request.run.string() + ": holds an earlier run",
              "go on with --resume, replace it with --overwrite, or choose another folder");
}

/// The model's recipe with what the configuration says otherwise.
Recipe recipe_of(const Model& model, const Config& config) {
  const std::string wanted = config.text("recipe");
  if (wanted.empty()) return model.recipe;
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(recipe_to_json(model.recipe));
  json.merge_patch(nlohmann::ordered_json::parse(wanted));
  Recipe recipe = recipe_from_json(json.dump(), "recipe");
  check_recipe(recipe, "recipe");
  return recipe;
}

Model model_of(const ZooEntry& entry, const Config& config, const ClassList& classes) {
  Model model = entry.build(model_options_from(config, classes));
  if (model.graphs.size() != 1)
    throw Error(ErrorCode::unsupported, std::string(entry.name) + " has several graphs",
                "train its parts by name");
  model.recipe = recipe_of(model, config);
  freeze(model.graphs[0], config.list("train.freeze"));
  return model;
}

/// The batches of a model's task, by number.
MakeBatch batches_for(const Model& model, const RunData& data, const Config& config,
                      const TrainSettings& settings) {
  const AugmentOptions augment = augment_options_from(config);
  const auto batch = static_cast<int>(config.integer("train.batch"));
  if (model.recipe.task == "box_mask")
    return box_batches(data.train, model.recipe, augment, settings.seed, batch, picture_order(config, data));
  return training_batches(data.train, model.recipe, augment, settings.seed, batch,
                          picture_order(config, data),
                          {border_weight_from(config, data.train.classes), settings.class_weights});
}

OutputPlace output_place(const Recipe& recipe) {
  return {recipe.input.context, recipe.output_grid == "corner" ? recipe.output_stride : 1};
}

/// Everything that can be wrong with a request is found while this is made: nothing is written, nothing of an
/// earlier run is gone.
struct PreparedRun {
  Model model;
  RunData data;
  TrainJob job;
  std::vector<std::string> messages;
};

PreparedRun prepare(TrainingRequest& request) {
  Config& config = request.config;
  const ZooEntry& entry = zoo_entry(config.text("model.name"));
  const bool boxes = std::string(entry.task) == "box_mask";
  PreparedRun run{.data = look_at_data(config, boxes)};
  const auto say = [&](const std::string& text) { run.messages.push_back(text); };
  require_same_task(entry, run.data.train);
  require_same_classes(run.data);
  say(data_text(run.data, boxes));
  for (const std::string& line : plan_run(config, run.data.train, run.data.statistics)) say(line);

  run.model = model_of(entry, config, run.data.train.classes);
  TrainJob& job = run.job;
  if (boxes) require_box_settings(config, run.model.recipe);
  job.settings = train_settings_from(config);
  if (boxes) job.settings.box_grid = static_cast<int>(config.integer("model.grid"));
  job.settings.class_weights = class_weights_of(config, run.data.statistics);
  require_weight_per_class(job.settings.class_weights, run.data.train, config);
  job.place = output_place(run.model.recipe);
  job.run = request.run;
  if (request.resume) job.resume_from = checkpoint_to_resume(request.run, *request.resume);
  const Graph& graph = run.model.graphs[0];
  // A checkpoint has every weight: the ones that the run began with may be gone by now.
  job.initial_weights =
      job.resume_from.empty() ? start_weights(graph, config, say) : initial_weights(graph, job.settings.seed);
  job.make_batch = batches_for(run.model, run.data, config, job.settings);
  if (!job.settings.class_weights.empty())
    say("class weights " + list_text({job.settings.class_weights.begin(), job.settings.class_weights.end()}));
  say(std::string(entry.name) + ": " + grouped(parameter_count(graph)) + " parameters; " +
      std::to_string(job.settings.schedule.iterations) + " iterations");
  if (!job.resume_from.empty())
    say("resuming from " + job.resume_from.string());
  else if (request.resume)
    say("nothing to resume yet: starting");
  return run;
}

/// From here on the folder is this run's.
void claim_folder(const TrainingRequest& request, Config& config, const Recipe& recipe) {
  if (!request.resume && holds_a_run(request.run)) clear_run(request.run);
  config.set("recipe", recipe_to_json(recipe), "model");
  config.set("output", request.run.string(), "command line");
  write_file_atomically(request.run / kConfigFile, config.to_yaml());
}

/// Scores while training, and at its end.
class Watcher {
 public:
  Watcher(const PreparedRun& run, RunLogWriter& writer)
      : run_(run), writer_(writer), sample_(spread_sample(*run.data.val, kValidationSample)) {}

  /// On the way a part of a large validation set tells enough, and the best checkpoint is chosen by that part
  /// throughout; the last evaluation sees all of it too.
  Evaluation operator()(const Forward& forward, std::int64_t iteration) {
    writer_.end_progress();
    const bool last = iteration == run_.job.settings.schedule.iterations;
    Validation seen = score(sample_, forward, last);
    const double metric = seen.metric;
    if (last && sample_.size() < run_.data.val->size()) seen = score(*run_.data.val, forward, true);
    Evaluation evaluation{metric, seen.values};
    if (last) last_ = std::move(seen);
    return evaluation;
  }

  /// Of the last checkpoint. Scored now when training ended before its last evaluation.
  Validation last_validation(const std::string& device) {
    if (last_) return std::move(*last_);
    const Checkpoint checkpoint = read_checkpoint(run_.job.run, "model_final");
    return score(*run_.data.val, torch_forward(run_.model.graphs, checkpoint.weights, device), true);
  }

 private:
  Validation score(const Dataset& data, const Forward& forward, bool last) const {
    return validate(data, run_.model.recipe, forward,
                    {.samples = last ? kReportSamples : 0,
                     .class_weights = run_.job.settings.class_weights,
                     .show_progress = last && stderr_is_terminal()});
  }

  const PreparedRun& run_;
  RunLogWriter& writer_;
  Dataset sample_;
  std::optional<Validation> last_;
};

TrainHooks hooks_to(RunLogWriter& writer, Watcher* watcher) {
  TrainHooks hooks;
  hooks.stop_requested = [] { return interrupted(); };
  hooks.message = [&](const std::string& text) { writer.message(text); };
  hooks.logged = [&](const LogLine& line) { writer.logged(line); };
  hooks.progress = [&](std::int64_t done, std::int64_t total, double loss, double seconds) {
    writer.progress(done, total, loss, seconds);
  };
  hooks.cut_back = [&](std::int64_t finished) { writer.cut_back(finished); };
  if (watcher)
    hooks.evaluate = [watcher](const Forward& forward, std::int64_t iteration) {
      return (*watcher)(forward, iteration);
    };
  return hooks;
}

TrainEnd train_uninterrupted(const TrainJob& job, const TrainHooks& hooks) {
  const DeferInterrupt defer;
  return train(job, hooks);
}

}  // namespace

TrainingOutcome run_training(TrainingRequest request) {
  keep_freed_memory();
  const Clock::time_point start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  require_free_folder(request);
  if (request.resume && holds_a_run(request.run)) take_over_stored(request.config, request.run);
  PreparedRun run = prepare(request);
  run.job.graph = &run.model.graphs[0];
  claim_folder(request, request.config, run.model.recipe);
  run.job.config_yaml = portable_yaml(request.config);

  RunLogWriter writer(request.run);
  for (const std::string& message : run.messages) writer.message(message);
  std::optional<Watcher> watcher;
  if (run.data.val) watcher.emplace(run, writer);
  const TrainEnd end = train_uninterrupted(run.job, hooks_to(writer, watcher ? &*watcher : nullptr));
  writer.end_progress();
  if (end == TrainEnd::interrupted) {
    writer.message("interrupted; a checkpoint was written, --resume goes on from it");
    return {.interrupted = true, .seconds = seconds()};
  }
  if (end == TrainEnd::stopped_early) writer.message("no gain for train.patience validations: stopped");
  const Validation last =
      watcher ? watcher->last_validation(request.config.text("train.device")) : Validation{};
  TrainingOutcome outcome{.scores = last.values, .score_table = last.table, .seconds = seconds()};
  if (request.report) write_run_report(request.run, request.config, run.model.recipe, last, outcome.seconds);
  writer.message("done in " + duration_text(outcome.seconds));
  return outcome;
}

void print_outcome(const fs::path& run, const TrainingOutcome& outcome, bool json) {
  if (!json) {
    if (!outcome.score_table.empty()) print_result(outcome.score_table);
    return;
  }
  nlohmann::ordered_json document{
      {"run", run.string()}, {"interrupted", outcome.interrupted}, {"seconds", outcome.seconds}};
  document["scores"] = nlohmann::ordered_json::object();
  for (const auto& [name, value] : outcome.scores) document["scores"][name] = value;
  print_result(document.dump(1));
}

}  // namespace perpixel
