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
#include "error/error.h"
#include "file/file.h"
#include "interrupt.h"
#include "kept_memory.h"
#include "model/initial_weights.h"
#include "network_source.h"
#include "onnx/copy_model.h"
#include "output.h"
#include "progress_bar.h"
#include "run_log_writer.h"
#include "run_plan.h"
#include "run_report.h"
#include "start_weights.h"
#include "superpixel_training.h"
#include "train/channel_moments.h"
#include "train/checkpoint.h"
#include "train/train.h"
#include "train_settings.h"
#include "training_batches.h"
#include "transform/surroundings.h"
#include "transform/to_tensor.h"
#include "validation.h"
#include "weights/safetensors.h"

namespace perpixel {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* kConfigFile = "config.yaml";
constexpr const char* kFeatureFolder = "features";
constexpr std::size_t kReportSamples = 8;
constexpr std::size_t kValidationSample = 200;  // pictures that a validation on the way looks at
constexpr std::size_t kStandardisationSample = 200;

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
std::vector<float> class_weights_of(const Config& config, const std::vector<ClassStatistics>& classes) {
  const std::string rule = config.text("train.class_weights");
  std::vector<float> weights;
  if (rule == "none") return weights;
  const std::vector<std::string> known{"median_frequency", "sqrt_median_frequency", "inverse_frequency"};
  if (std::ranges::find(known, rule) == known.end()) {
    for (const double weight : config.numbers("train.class_weights"))
      weights.push_back(static_cast<float>(weight));
    return weights;
  }
  const auto weight = [&](const ClassStatistics& row) {
    if (rule == "inverse_frequency") return row.share > 0 ? 1 / row.share : 0;
    return rule == "median_frequency" ? row.weight : std::sqrt(row.weight);
  };
  for (const ClassStatistics& row : classes) weights.push_back(static_cast<float>(weight(row)));
  return weights;
}

/// train.sampling, of `count` pictures (or superpixels); by class those in which it occurs.
PictureOrder picture_order(const Config& config, std::int64_t count,
                           const std::vector<std::vector<std::int64_t>>& of_class) {
  const auto seed = static_cast<std::uint64_t>(config.integer("train.seed"));
  const std::string sampling = config.text("train.sampling");
  const auto shared = [](auto order) {
    return [order](std::int64_t position) { return order->at(position); };
  };
  if (sampling == "replacement") return shared(std::make_shared<RandomOrder>(seed, count));
  if (sampling == "class_balanced") return shared(std::make_shared<BalancedOrder>(seed, of_class));
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

std::string class_weights_text(const std::vector<float>& weights) {
  return "class weights " + list_text({weights.begin(), weights.end()});
}

void require_weight_per_class(const std::vector<float>& weights, const Dataset& train, const Config& config) {
  if (weights.empty() || weights.size() == train.classes.size()) return;
  throw Error(ErrorCode::class_count,
              "train.class_weights (" + config.origin("train.class_weights") + ") has " +
                  std::to_string(weights.size()) + " numbers, " + train.name + " has " +
                  std::to_string(train.classes.size()) + " classes",
              "give one number per class, or median_frequency");
}

void require_same_task(const Config& config, const std::string& task, const Dataset& train) {
  if (train.is_classification == (task == "classify")) return;
  throw Error(
      ErrorCode::bad_value,
      config.text("model.name") + " is a model for \"" + task + "\", and " + train.name + " has other truths",
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
  locate_network(stored, run);
  Config merged = stored;
  merged.merge(config);
  if (!stored.text("model.graph").empty()) merged.set("model.graph", stored.text("model.graph"), kConfigFile);
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

Model model_of(const NetworkSource& source, const Config& config, const ClassList& classes) {
  Model model = source.model(config, classes);
  if (model.graphs.size() != 1 && !learns_from_superpixels(model))
    throw Error(ErrorCode::unsupported, model.name + " has several graphs", "train its parts by name");
  if (learns_from_superpixels(model)) take_over_input(model.recipe, config);
  model.recipe = recipe_of(model, config);
  freeze(*std::ranges::find(model.graphs, kMainGraph, &Graph::name), config.list("train.freeze"));
  return model;
}

/// The batches of a model's task, by number.
MakeBatch batches_for(const Model& model, const RunData& data, const Config& config,
                      const TrainSettings& settings) {
  const AugmentOptions augment = augment_options_from(config);
  const auto batch = static_cast<int>(config.integer("train.batch"));
  const PictureOrder order =
      picture_order(config, static_cast<std::int64_t>(data.train.size()), data.statistics.pictures_of_class);
  if (model.recipe.task == "box_mask")
    return box_batches(data.train, model.recipe, augment, settings.seed, batch, order);
  return training_batches(data.train, model.recipe, augment, settings.seed, batch, order,
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
  Forward frozen;  // of the graphs that are not trained; empty where all are
  std::vector<std::string> messages;
};

/// What training starts from, for every graph. A checkpoint has every weight: the ones that the run began
/// with may be gone by now.
NamedTensors first_weights(const NetworkSource& source, const Model& model, const Config& config,
                           const fs::path& resume_from, const std::function<void(const std::string&)>& say) {
  const Graph parameters = all_parameters(model);
  if (resume_from.empty()) return start_weights(source, model, parameters, config, say);
  NamedTensors weights = source.weights(parameters, config);
  if (model.graphs.size() == 1) return weights;  // the training reads the checkpoint itself
  for (const auto& [name, tensor] : read_safetensors(resume_from.string() + ".safetensors").tensors)
    if (parameters.find_parameter(name)) weights[name] = tensor;
  return weights;
}

/// Those of the graphs that are not trained.
NamedTensors weights_of_frozen(const Model& model, const NamedTensors& weights) {
  NamedTensors frozen;
  for (const Graph& graph : frozen_graphs(model))
    for (const Parameter& parameter : graph.parameters) frozen[parameter.name] = weights.at(parameter.name);
  return frozen;
}

void say_what_superpixels_mean(const Config& config, bool resumes,
                               const std::function<void(const std::string&)>& say) {
  say("superpixels: train.batch counts them; pictures are seen as they are (no crop, scale, flip or jitter)");
  if (config.text("weights").empty() && !resumes)
    say("the trunk starts from random weights and stays so: --weights with a VGG-16 classifier (file or run) "
        "makes its features worth more");
}

PreparedRun prepare(TrainingRequest& request) {
  Config& config = request.config;
  const NetworkSource source(config);
  const bool boxes = source.task() == "box_mask";
  PreparedRun run{.data = look_at_data(config, boxes)};
  const auto say = [&](const std::string& text) { run.messages.push_back(text); };
  require_same_task(config, source.task(), run.data.train);
  require_same_classes(run.data);
  say(data_text(run.data, boxes));
  for (const std::string& line : plan_run(config, source, run.data.train, run.data.statistics)) say(line);

  run.model = model_of(source, config, run.data.train.classes);
  TrainJob& job = run.job;
  if (boxes) require_box_settings(config, run.model.recipe);
  job.settings = train_settings_from(config);
  if (boxes) job.settings.box_grid = static_cast<int>(config.integer("model.grid"));
  job.settings.class_weights = class_weights_of(config, run.data.statistics.classes);
  require_weight_per_class(job.settings.class_weights, run.data.train, config);
  job.place = output_place(run.model.recipe);
  job.run = request.run;
  if (request.resume) job.resume_from = checkpoint_to_resume(request.run, *request.resume);
  const Graph& graph = run.model.graph(kMainGraph);
  job.initial_weights = first_weights(source, run.model, config, job.resume_from, say);
  if (source.is_file()) require_trainable(run.model, job.initial_weights, config);
  job.further_weights = weights_of_frozen(run.model, job.initial_weights);
  if (learns_from_superpixels(run.model)) {  // batches and class weights follow from their features
    say_what_superpixels_mean(config, !job.resume_from.empty(), say);
  } else {
    job.make_batch = batches_for(run.model, run.data, config, job.settings);
    if (!job.settings.class_weights.empty()) say(class_weights_text(job.settings.class_weights));
  }
  say(config.text("model.name") + ": " + grouped(parameter_count(graph)) + " parameters; " +
      std::to_string(job.settings.schedule.iterations) + " iterations");
  if (!job.resume_from.empty())
    say("resuming from " + job.resume_from.string());
  else if (request.resume)
    say("nothing to resume yet: starting");
  return run;
}

/// From here on the folder is this run's.
void claim_folder(const TrainingRequest& request, Config& config, const Recipe& recipe) {
  if (!config.text("model.graph").empty()) {
    onnx::copy_model(config.text("model.graph"), request.run / kNetworkFile);
    config.set("model.graph", kNetworkFile, config.origin("model.graph"));
  }
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
  Evaluation operator()(const Forward& trained, std::int64_t iteration) {
    writer_.end_progress();
    const Forward forward = with_frozen(trained);
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
  /// The graph that is being trained, and those that are not.
  Forward with_frozen(const Forward& trained) const {
    if (!run_.frozen) return trained;
    return [this, &trained](const std::string& graph, const NamedTensors& inputs) {
      return graph == kMainGraph ? trained(graph, inputs) : run_.frozen(graph, inputs);
    };
  }

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

/// The features of the training pictures, and what the training takes from them. False when interrupted.
bool learn_features(PreparedRun& run, const Config& config, RunLogWriter& writer) {
  TrainJob& job = run.job;
  const auto say = [&](const std::string& text) { writer.message(text); };
  run.frozen = torch_forward(frozen_graphs(run.model), job.further_weights, job.settings.device);
  const FeatureSource source{run.data.train,
                             run.model.recipe,
                             run.frozen,
                             job.further_weights,
                             job.graph->inputs[0].shape[1],
                             job.run / kFeatureFolder};
  if (!extract_features(source, say)) return false;
  const auto store = open_features(source);
  say(grouped(store->size()) + " labelled superpixels of " +
      grouped(static_cast<long long>(run.data.train.size())) + " pictures, " + grouped(store->dimensions()) +
      " numbers each");
  for (auto& [name, tensor] : standardisation(store->mean(), store->deviation()))
    job.initial_weights[name] = tensor;
  job.settings.class_weights =
      class_weights_of(config, superpixel_statistics(*store, run.data.train.classes));
  if (!job.settings.class_weights.empty()) say(class_weights_text(job.settings.class_weights));
  job.make_batch =
      superpixel_batches(store, picture_order(config, store->size(), store->superpixels_of_class()),
                         static_cast<int>(config.integer("train.batch")));
  return true;
}

/// Whether the map's standardisation is still what a graph begins with: no weights file had one.
bool is_unset(const NamedTensors& weights) {
  const auto all_are = [&](const char* name, float value) {
    return std::ranges::all_of(weights.at(name).floats(), [&](float given) { return given == value; });
  };
  return all_are("norm.weight", 1) && all_are("norm.bias", 0);
}

/// Figures of the training data that a graph holds as frozen weights, from a sample of its pictures.
void standardise_map(PreparedRun& run, const std::function<void(const std::string&)>& say) {
  TrainJob& job = run.job;
  const std::optional<Graph> to_map = graph_to_standardised_map(*job.graph);
  if (!to_map || !job.resume_from.empty() || !is_unset(job.initial_weights)) return;
  const Forward forward = torch_forward({*to_map}, job.initial_weights, job.settings.device);
  const Dataset sample = spread_sample(run.data.train, kStandardisationSample);
  ChannelMoments moments;
  ProgressBar bar("pictures standardised by", sample.size());
  for (std::size_t i = 0; i < sample.size(); ++i, bar.step()) {
    const Tensor seen =
        with_surroundings(to_tensor(sample.load(i).image, run.model.recipe.input), run.model.recipe.input);
    moments.add(forward(kMainGraph, {{kDataInput, seen}}).begin()->second);
  }
  for (auto& [name, tensor] : standardisation(moments.mean(), moments.deviation()))
    job.initial_weights[name] = tensor;
  say("norm: mean and deviation of " + grouped(static_cast<long long>(moments.mean().size())) +
      " channels over " + grouped(static_cast<long long>(sample.size())) + " training pictures");
}

}  // namespace

TrainingOutcome run_training(TrainingRequest request) {
  keep_freed_memory();
  const Clock::time_point start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  require_free_folder(request);
  if (request.resume && holds_a_run(request.run)) take_over_stored(request.config, request.run);
  PreparedRun run = prepare(request);
  run.job.graph = &run.model.graph(kMainGraph);
  claim_folder(request, request.config, run.model.recipe);
  run.job.config_yaml = portable_yaml(request.config);

  RunLogWriter writer(request.run);
  for (const std::string& message : run.messages) writer.message(message);
  if (learns_from_superpixels(run.model) && !learn_features(run, request.config, writer)) {
    writer.message("interrupted; the features that are finished stay, --resume goes on from there");
    return {.interrupted = true, .seconds = seconds()};
  }
  standardise_map(run, [&](const std::string& text) { writer.message(text); });
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
