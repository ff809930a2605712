// perpixel tune crf MODEL --data DATA: the dense CRF's numbers, coarse to fine, as DeepLab found them.
#include <nlohmann/json.hpp>
#include <optional>

#include "command_line.h"
#include "dataset/dataset.h"
#include "evaluate/tune_crf.h"
#include "file/file.h"
#include "interrupt.h"
#include "learned_compatibility.h"
#include "model_argument.h"
#include "output.h"
#include "predict/semantic.h"
#include "predict_flags.h"
#include "progress_bar.h"
#include "recipe/crf_normalisation.h"
#include "tune.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

struct Request {
  std::string data, split = "val", output;
  std::string normalisation = "symmetric", weight = "3:10:1", xy = "30:100:10", rgb = "3:10:1";
  std::size_t pictures = 100;
  DenseCrfRecipe fixed{.smooth_weight = 3, .smooth_xy = 3};
  CompatibilityFlags compatibility;
};

/// What came of both searches.
struct Found {
  CrfTuning tuning;
  std::optional<CompatibilityFit> fit;

  const CrfTrial& best() const { return tuning.trials[tuning.best]; }
  /// The best numbers with the matrix where that was kept.
  DenseCrfRecipe recipe() const {
    DenseCrfRecipe recipe = best().recipe;
    if (fit && fit->is_better()) recipe.compatibility = fit->compatibility;
    return recipe;
  }
};

struct Interrupted {};

void stop_when_interrupted() {
  if (interrupted()) throw Interrupted{};
}

/// "3:10:1" -> low, high, step.
CrfAxis axis_of(const std::string& text, const std::string& flag) {
  CrfAxis axis;
  int used = 0;
  const int read = std::sscanf(text.c_str(), "%f:%f:%f%n", &axis.low, &axis.high, &axis.step, &used);
  if (read != 3 || static_cast<std::size_t>(used) != text.size())
    throw Error(ErrorCode::usage, flag + " = " + text + " must be LOW:HIGH:STEP", "for example 3:10:1");
  return axis;
}

void declare(CommandLine& line, Request& request) {
  line->add_option("--data", request.data, "kind:path[,key=value...], a YAML data file, or scenes")
      ->required();
  line->add_option("--split", request.split, "Which split; a set that the model did not learn from");
  line->add_option("--pictures", request.pictures, "So many pictures, evenly spaced over the split")
      ->check(CLI::Range(1, 100000));
  line->add_option("--weight", request.weight, "LOW:HIGH:STEP of the bilateral kernel's weight (w1)");
  line->add_option("--xy", request.xy, "LOW:HIGH:STEP of its width in the picture, pixels (sigma alpha)");
  line->add_option("--rgb", request.rgb, "LOW:HIGH:STEP of its width in colour, of 0..255 (sigma beta)");
  line->add_option("--smooth-weight", request.fixed.smooth_weight,
                   "Weight of the smoothness kernel (w2), fixed")
      ->check(CLI::Range(0.f, 1000.f));
  line->add_option("--smooth-xy", request.fixed.smooth_xy, "Its width, pixels (sigma gamma), fixed")
      ->check(CLI::Range(0.01f, 1000.f));
  line->add_option("--iterations", request.fixed.iterations, "Mean-field iterations")
      ->check(CLI::Range(1, 1000));
  line->add_option("--normalisation", request.normalisation,
                   "Of the kernels: symmetric, after (DeepLab's program), before, none")
      ->check(CLI::IsMember({"symmetric", "after", "before", "none"}));
  request.compatibility.declare(line);
  line->add_option("--output,-o", request.output, "Write the best as YAML, for --config of eval and predict");
}

/// What the model says of evenly spaced pictures of the split.
std::vector<CrfSample> samples_of(const Dataset& dataset, const Recipe& recipe, const Forward& forward,
                                  PredictOptions options, std::size_t pictures) {
  const std::size_t count = std::min(pictures, dataset.size());
  options.want_probabilities = true;
  std::vector<CrfSample> samples;
  ProgressBar bar("predicted", count);
  for (std::size_t i = 0; i < count; ++i) {
    stop_when_interrupted();
    const Example example = dataset.load(i * dataset.size() / count);
    if (!example.labels)
      throw Error(ErrorCode::missing_mate, example.name + ": has no labels to score against",
                  "tune on a split that has masks");
    const auto prediction = predict_semantic(example.image, recipe, forward, options);
    samples.emplace_back(example.image, *prediction.probabilities, *example.labels);
    bar.step();
  }
  return samples;
}

/// Shortest text that reads back as the same float.
std::string number(float value) { return Json(static_cast<double>(std::stof(std::to_string(value)))).dump(); }

/// What eval, predict and train take at the end of the line.
std::string pairs_of(const DenseCrfRecipe& crf) {
  return "recipe.decoder=dense_crf recipe.crf.bilateral_weight=" + number(crf.bilateral_weight) +
         " recipe.crf.bilateral_xy=" + number(crf.bilateral_xy) +
         " recipe.crf.bilateral_rgb=" + number(crf.bilateral_rgb) +
         " recipe.crf.smooth_weight=" + number(crf.smooth_weight) +
         " recipe.crf.smooth_xy=" + number(crf.smooth_xy) +
         " recipe.crf.iterations=" + std::to_string(crf.iterations) +
         " recipe.crf.normalisation=" + normalisation_name(crf.normalisation);
}

/// The model's configuration with the recipe that was found: whole, because a file's recipe replaces another.
void write_config(const std::string& file, const OpenedModel& opened, const DenseCrfRecipe& crf) {
  Recipe recipe = opened.model.recipe;
  recipe.decoder = "dense_crf";
  recipe.crf = crf;
  Config config = opened.config;
  config.set("recipe", recipe_to_json(recipe), "tune crf");
  write_file_atomically(file, config.to_yaml());
}

std::string table_of(const CrfTuning& tuning) {
  std::vector<std::vector<std::string>> rows{{"round", "weight", "xy", "rgb", "mean IoU", "gain"}};
  const auto percent = [](double share) { return decimals(100 * share, 2); };
  rows.push_back({"no CRF", "", "", "", percent(tuning.without), ""});
  for (const CrfTrial& trial : tuning.trials)
    rows.push_back({std::to_string(trial.round), number(trial.recipe.bilateral_weight),
                    number(trial.recipe.bilateral_xy), number(trial.recipe.bilateral_rgb),
                    percent(trial.mean_iou), percent(trial.mean_iou - tuning.without)});
  return aligned_table(rows, {false, true, true, true, true, true});
}

Json json_of(const Found& found) {
  const CrfTuning& tuning = found.tuning;
  const auto trial_json = [](const CrfTrial& trial) {
    return Json{{"round", trial.round},
                {"bilateral_weight", trial.recipe.bilateral_weight},
                {"bilateral_xy", trial.recipe.bilateral_xy},
                {"bilateral_rgb", trial.recipe.bilateral_rgb},
                {"mean_iou", 100 * trial.mean_iou}};
  };
  Json trials = Json::array();
  for (const CrfTrial& trial : tuning.trials) trials.push_back(trial_json(trial));
  Json json{{"without", 100 * tuning.without}, {"best", trial_json(found.best())}, {"trials", trials}};
  if (found.fit) json["compatibility"] = json_of(*found.fit);
  return json;
}

std::string text_of(const Found& found, const Recipe& recipe) {
  std::string text = table_of(found.tuning) + "\nbest: " + pairs_of(found.best().recipe);
  if (found.fit) text += "\n\n" + text_of(*found.fit, recipe.classes.names());
  return text;
}

void report(const Found& found, const Request& request, const OpenedModel& opened, bool json) {
  if (!request.output.empty()) write_config(request.output, opened, found.recipe());
  print_result(json ? json_of(found).dump(2) : text_of(found, opened.model.recipe));
  if (request.output.empty() && !found.recipe().compatibility.empty())
    warn("the matrix is written nowhere: -o FILE keeps it");
  if (found.best().mean_iou <= found.tuning.without)
    warn("no combination is better than no CRF: leave it out, or try other ranges");
  if (!request.output.empty())
    log_line("use it: " + program_name() + " eval MODEL --config " + request.output);
}

}  // namespace

int run_tune_crf(Arguments arguments) {
  CommandLine line("tune crf", "Searches MODEL's dense CRF on DATA, coarse to fine; prints the best recipe.");
  ModelArgument argument;
  PredictFlags flags;
  Request request;
  argument.declare(line);
  declare(line, request);
  flags.declare(line);
  argument.declare_engine(line);
  line.parse(arguments);
  for (const auto& [value, name] : kCrfNormalisationNames)
    if (request.normalisation == name) request.fixed.normalisation = value;
  CrfSearch search{axis_of(request.weight, "--weight"), axis_of(request.xy, "--xy"),
                   axis_of(request.rgb, "--rgb"), request.fixed, argument.engine.threads};
  OpenedModel opened =
      open_model(argument, line, WithWeights::yes, open_dataset(request.data, request.split).classes);
  Recipe& recipe = opened.model.recipe;
  if (recipe.task != "semantic")
    throw Error(ErrorCode::usage, "tune crf: the model's task is " + recipe.task + "; it labels no pixels");
  recipe.decoder = "argmax";
  const Dataset dataset = open_dataset(request.data, request.split, recipe.classes);
  const Forward forward = open_forward(opened, argument.engine);
  const DeferInterrupt deferred;
  try {
    request.compatibility.check(std::min(request.pictures, dataset.size()));
    const auto samples = samples_of(dataset, recipe, forward, flags.options(opened.model), request.pictures);
    ProgressBar bar("searched", 0);
    search.progress = [&](std::size_t done, std::size_t total) {
      bar.set(done, total);
      stop_when_interrupted();
    };
    Found found{tune_crf(samples, search), std::nullopt};
    bar.finish();
    if (request.compatibility.wanted)
      found.fit = fit_compatibility(samples, found.best().recipe, request.compatibility,
                                    argument.engine.threads, stop_when_interrupted);
    report(found, request, opened, line.json());
  } catch (const Interrupted&) {
    return kInterruptedExit;
  }
  return 0;
}

}  // namespace perpixel
