#include "training_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "autograd/torch_forward.h"
#include "dataset/dataset.h"
#include "dataset/statistics.h"
#include "deploy/model_options.h"
#include "error/error.h"
#include "file/file.h"
#include "interrupt.h"
#include "output.h"
#include "progress_bar.h"
#include "run_log_writer.h"
#include "run_report.h"
#include "start_weights.h"
#include "train/checkpoint.h"
#include "train/plan.h"
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

std::optional<Dataset> open_validation(const Config& config) {
  const std::string data =
      config.text("data.val").empty() ? config.text("data.train") : config.text("data.val");
  const std::string split = config.text("data.val_split");
  const std::vector<std::string> splits = dataset_splits(data);
  if (std::ranges::find(splits, split) == splits.end()) return std::nullopt;
  return open_dataset(data, split);
}

/// Generated scenes are all alike: a sample tells enough. Files are all read: a broken one is found before
/// training.
Dataset sample_of(const Dataset& data, std::size_t most) {
  Dataset sample = data;
  if (sample.files || sample.size() <= most) return sample;
  sample.names.resize(most);
  return sample;
}

RunData look_at_data(const Config& config) {
  RunData data{.train = open_dataset(config.text("data.train"), config.text("data.split")),
               .val = open_validation(config)};
  constexpr std::size_t kScenesSample = 64;
  const Dataset sample = sample_of(data.train, kScenesSample);
  ProgressBar bar("reading the training pictures", sample.size());
  data.statistics = statistics_of(sample, {.progress = [&](std::size_t, std::size_t) { bar.step(); }});
  return data;
}

DataFacts facts_of(const RunData& data) {
  DataFacts facts{.pictures = static_cast<std::int64_t>(data.train.size()),
                  .is_classification = data.train.is_classification};
  std::vector<int> heights, widths;
  for (const auto& [size, count] : data.statistics.sizes) {
    heights.insert(heights.end(), count, size.height);
    widths.insert(widths.end(), count, size.width);
  }
  const auto median = [](std::vector<int>& sides) {
    if (sides.empty()) return 0;
    const auto middle = sides.begin() + static_cast<std::ptrdiff_t>(sides.size() / 2);
    std::ranges::nth_element(sides, middle);
    return *middle;
  };
  facts.median_height = median(heights);
  facts.median_width = median(widths);
  for (const ClassStatistics& row : data.statistics.classes) facts.class_shares.push_back(row.share);
  return facts;
}

/// Takes over the shape of the network from the run that training starts from, where the user did not say
/// otherwise.
void inherit_model(Config& config) {
  if (config.text("weights").empty()) return;
  const std::optional<Config> parent = config_of_weights(config.text("weights"));
  if (!parent) return;
  for (const char* key : {"model.width", "model.batch_norm", "model.fc_channels", "model.fc6_kernel",
                          "model.padding", "model.channels"})
    if (config.origin(key) == "default")
      config.set(key, parent->text(key), "weights: " + config.text("weights"));
}

void plan(Config& config, const RunData& data) {
  inherit_model(config);
  PlanRequest request;
  request.width = config.is_auto("model.width") ? 0 : config.number("model.width");
  if (!config.is_auto("train.crop")) {
    const std::vector<double> crop = config.numbers("train.crop");
    request.crop_height = static_cast<int>(crop.at(0));
    request.crop_width = static_cast<int>(crop.back());
  }
  request.batch = config.is_auto("train.batch") ? 0 : static_cast<int>(config.integer("train.batch"));
  request.iterations = config.is_auto("train.iters") ? 0 : config.integer("train.iters");
  request.epochs = config.number("train.epochs");
  request.from_weights = !config.text("weights").empty();
  request.optimizer = config.text("train.optimizer");
  request.graph_at = [&](double width) {
    ModelOptions options = model_options_from(config, data.train.classes);
    options.width = static_cast<float>(width);
    return zoo_entry(config.text("model.name")).build(options).graph(kMainGraph);
  };
  MachineFacts machine = machine_facts();
  machine.has_cuda = config.text("train.device") != "cpu";
  DataFacts facts = facts_of(data);
  if (data.train.is_classification) {
    request.crop_height = request.crop_width = static_cast<int>(config.integer("model.image_size"));
    config.set("train.crop", list_text({request.crop_height * 1.0, request.crop_width * 1.0}),
               "chosen: the classifier's input");
  }
  const Plan planned = plan_training(facts, machine, request);
  for (const Choice& choice : planned.choices)
    if (config.is_auto(choice.key)) config.set(choice.key, choice.value, "chosen: " + choice.reason);
  if (config.is_auto("train.iters"))
    config.set("train.iters", std::to_string(planned.iterations), "chosen: train.epochs");
  for (const Choice& choice : planned.choices)
    if (config.origin(choice.key) == "chosen: " + choice.reason)
      log_line("  " + choice.key + " = " + config.text(choice.key) + "   (" + choice.reason + ")");
  log_line("  one step: about " + bytes_text(static_cast<double>(planned.memory_bytes)) + " and " +
           decimals(static_cast<double>(planned.multiply_adds) * 2e-9, 0) + " GFLOP");
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

/// The folder is new, or is resumed, or may be replaced.
std::string prepare_folder(const TrainingRequest& request) {
  make_writable_folder(request.run);
  const bool used = fs::exists(request.run / kConfigFile);
  if (request.resume) {
    const std::string name = checkpoint_to_resume(request.run, *request.resume);
    log_line("resuming from " + name);
    return name;
  }
  if (used && !request.overwrite)
    throw Error(ErrorCode::cannot_write, request.run.string() + ": holds an earlier run",
                "go on with --resume, replace it with --overwrite, or choose another folder");
  if (used) clear_run(request.run);
  return {};
}

/// With the LibTorch engine, which is at hand and fast.
Validation score_last_checkpoint(const TrainingRequest& request, const Model& model, const Dataset& val) {
  const Checkpoint last = read_checkpoint(request.run, "model_final");
  const Forward forward = torch_forward(model.graphs, last.weights, request.config.text("train.device"));
  return validate(val, model.recipe, forward, {.samples = kReportSamples, .show_progress = true});
}

}  // namespace

TrainingOutcome run_training(TrainingRequest request) {
  const Clock::time_point start = Clock::now();
  Config& config = request.config;
  const ZooEntry& entry = zoo_entry(config.text("model.name"));
  RunData data = look_at_data(config);
  if (data.train.is_classification != (std::string(entry.task) == "classify"))
    throw Error(ErrorCode::bad_value,
                std::string(entry.name) + " is a model for \"" + entry.task + "\", and " +
                    config.text("data.train") + " has other truths",
                "perpixel models lists each model's task");
  log_line(data.train.name + ": " + grouped(static_cast<long long>(data.train.size())) + " pictures, " +
           std::to_string(data.train.classes.size()) + " classes" +
           (data.val ? "; " + data.val->name + ": " + grouped(static_cast<long long>(data.val->size()))
                     : "; no validation split"));
  plan(config, data);
  const std::string resume_from = prepare_folder(request);

  Model model = entry.build(model_options_from(config, data.train.classes));
  if (model.graphs.size() != 1)
    throw Error(ErrorCode::unsupported, std::string(entry.name) + " has several graphs",
                "train its parts by name");
  Graph& graph = model.graphs[0];
  freeze(graph, config.list("train.freeze"));
  config.set("recipe", recipe_to_json(model.recipe), "model");
  config.set("output", request.run.string(), "command line");
  write_file_atomically(request.run / kConfigFile, config.to_yaml());

  RunLogWriter writer(request.run);
  TrainJob job{
      .graph = &graph,
      .initial_weights = start_weights(graph, config, [&](const std::string& text) { writer.message(text); }),
      .settings = train_settings_from(config),
      .run = request.run,
      .config_yaml = portable_yaml(config),
      .resume_from = resume_from};
  job.settings.class_weights = class_weights_of(config, data.statistics);
  if (!job.settings.class_weights.empty()) {
    std::vector<double> shown(job.settings.class_weights.begin(), job.settings.class_weights.end());
    writer.message("class weights " + list_text(shown));
  }
  job.make_batch = training_batches(data.train, model.recipe, augment_options_from(config), job.settings.seed,
                                    static_cast<int>(config.integer("train.batch")));
  writer.message(std::string(entry.name) + ": " + grouped(parameter_count(graph)) + " parameters; " +
                 std::to_string(job.settings.schedule.iterations) + " iterations");

  TrainHooks hooks;
  hooks.stop_requested = [] { return interrupted(); };
  hooks.message = [&](const std::string& text) { writer.message(text); };
  hooks.logged = [&](const LogLine& line) { writer.logged(line); };
  hooks.progress = [&](std::int64_t done, std::int64_t total, double loss, double seconds) {
    writer.progress(done, total, loss, seconds);
  };
  hooks.cut_back = [&](std::int64_t finished) { writer.cut_back(finished); };
  std::optional<Validation> last_validation;  // of the last checkpoint
  if (data.val)
    hooks.evaluate = [&](const Forward& forward, std::int64_t iteration) {
      writer.end_progress();
      // On the way a part of a large validation set tells enough; the last evaluation sees all of it.
      const bool last = iteration == job.settings.schedule.iterations;
      Validation validation =
          validate(*data.val, model.recipe, forward,
                   {.limit = last ? 0 : kValidationSample, .samples = last ? kReportSamples : 0});
      const Evaluation evaluation{validation.metric, validation.values};
      if (last) last_validation = std::move(validation);
      return evaluation;
    };

  TrainingOutcome outcome;
  TrainEnd end{};
  {
    const DeferInterrupt defer;
    end = train(job, hooks);
  }
  writer.end_progress();
  outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (end == TrainEnd::interrupted) {
    writer.message("interrupted; a checkpoint was written, --resume goes on from it");
    outcome.interrupted = true;
    return outcome;
  }
  if (end == TrainEnd::stopped_early) writer.message("no gain for train.patience validations: stopped");
  if (data.val && !last_validation) last_validation = score_last_checkpoint(request, model, *data.val);
  if (last_validation) {
    outcome.scores = last_validation->values;
    outcome.score_table = last_validation->table;
    if (request.report)
      write_run_report(request.run, config, model.recipe, *last_validation, outcome.seconds);
  }
  writer.message("done in " + duration_text(outcome.seconds));
  return outcome;
}

}  // namespace perpixel
