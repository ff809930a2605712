// perpixel eval MODEL --data DATA: scores with the same code whatever the model's form.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "dataset/dataset.h"
#include "dataset/objects.h"
#include "evaluate/box_mask.h"
#include "evaluate/classify.h"
#include "evaluate/semantic.h"
#include "file/file.h"
#include "image/codec.h"
#include "interrupt.h"
#include "labelling.h"
#include "metric/trimap.h"
#include "model_argument.h"
#include "output.h"
#include "predict/box_mask.h"
#include "predict/classify.h"
#include "predict_flags.h"
#include "progress_bar.h"
#include "semantic_result.h"
#include "write/label_png.h"
#include "write/side_by_side.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Request {
  std::string data, split = "val", save, output = "eval";
  std::vector<int> trimap;
  EvaluateOptions options;
};

/// Thrown out of the evaluation after Ctrl-C: half a score is no score.
struct Interrupted {};

void require_same_classes(const ClassList& model, const Dataset& dataset) {
  if (model.size() != dataset.classes.size()) {
    throw Error(ErrorCode::class_count,
                "the model has " + std::to_string(model.size()) + " classes, " + dataset.name + " has " +
                    std::to_string(dataset.classes.size()),
                "score a model on the classes it was trained for");
  }
  if (model.names() != dataset.classes.names())
    warn("class names of the model and of " + dataset.name + " differ; ids are compared");
}

std::string timing_text(const EvaluateTiming& timing) {
  const auto each = [&](double seconds) {
    return decimals(timing.pictures ? seconds / static_cast<double>(timing.pictures) : 0, 4);
  };
  return "Inference done " + std::to_string(timing.pictures) + "/" + std::to_string(timing.pictures) +
         ". Dataloading: " + each(timing.load_wait_s) + " s/iter. Inference: " + each(timing.predict_s) +
         " s/iter. Eval: " + each(timing.score_s) +
         " s/iter. Total: " + each(timing.load_wait_s + timing.predict_s + timing.score_s) + " s/iter.";
}

/// --save: labels as PNG, and picture | truth | prediction to look at.
std::function<void(const Example&, const LabelMap&)> saver(const Request& request, const ClassList& classes) {
  if (request.save.empty()) return {};
  const auto forms = parse_choices(request.save, {"png", "overlay"}, "--save");
  make_writable_folder(request.output);
  return [forms, classes, out = fs::path(request.output)](const Example& example, const LabelMap& labels) {
    for (const auto& form : forms) {
      const fs::path file =
          form == "png" ? out / "pred" / (example.name + ".png") : out / "vis" / (example.name + ".jpg");
      create_parent_folder(file);
      if (form == "png")
        write_label_png(file, labels, classes);
      else
        write_image(file, compare_labels(example.image, example.labels ? &*example.labels : nullptr, labels,
                                         classes));
    }
  };
}

void eval_semantic(const Dataset& dataset, const Labelling& labelling, const Request& request, bool json) {
  const auto label = [&](const Image& picture) { return labelling.label(picture).labels; };
  TrimapCurve trimap(static_cast<int>(dataset.classes.size()), request.trimap);
  const auto save = saver(request, dataset.classes);
  const auto see = [&](const Example& example, const LabelMap& labels) {
    trimap.add(*example.labels, labels);
    if (save) save(example, labels);
  };
  const auto result = evaluate_semantic(dataset, label, request.options, see);
  log_line(timing_text(result.timing));
  const auto text = [&](bool as_json) {
    return semantic_result(result.confusion, trimap, dataset.classes, as_json);
  };
  if (!request.save.empty())
    write_file_atomically(fs::path(request.output) / "scores.json", text(true) + "\n");
  print_result(text(json));
}

void eval_classes(const Dataset& dataset, const Recipe& recipe, const Forward& forward,
                  const Request& request, bool json) {
  const auto score = [&](const Image& picture) { return classify(picture, recipe, forward).logits; };
  const auto result = evaluate_classify(dataset, score, request.options);
  log_line(timing_text(result.timing));
  const double top1 = 100 * result.accuracy.top1(), top5 = 100 * result.accuracy.top5();
  const Json document{{"top1", top1}, {"top5", top5}, {"pictures", result.accuracy.pictures()}};
  print_result(json ? document.dump(2)
                    : "top-1 " + decimals(top1, 2) + "  top-5 " + decimals(top5, 2) + "  (" +
                          std::to_string(result.accuracy.pictures()) + " pictures)");
}

void eval_boxes(const Dataset& objects, const Recipe& recipe, const Forward& forward, const Request& request,
                bool json) {
  const auto mask_box = [&](const Image& picture, const Box& box, int class_id) {
    return predict_box_mask(picture, box, class_id, recipe, forward).mask;
  };
  const auto result = evaluate_box_masks(objects, mask_box, request.options);
  log_line(timing_text(result.timing));
  const std::vector<std::string> names = recipe.classes.names();
  Json document{{"boxes", result.timing.pictures}};
  for (const auto& [key, value] : mask_iou_metrics(result.scores, names)) document[key] = value;
  print_result(json ? document.dump(2) : mask_iou_table(result.scores, names));
}

/// Models that label boxes are scored on the objects of a data set, one by one.
Dataset scored_data(const Request& request, const Recipe& recipe) {
  Dataset dataset = open_dataset(request.data, request.split, recipe.classes);
  if (recipe.task != "box_mask") return dataset;
  if (!request.save.empty() || !request.trimap.empty())
    throw Error(ErrorCode::usage,
                "--save and --trimap are for models that label pictures; this one labels boxes",
                "leave them out; `" + program_name() + " predict RUN PICTURES --boxes FILE` writes masks");
  ProgressBar bar("finding objects", dataset.size());
  return objects_of(dataset, [&](std::size_t, std::size_t) { bar.step(); });
}

}  // namespace

int run_eval(Arguments arguments) {
  CommandLine line("eval", "Scores MODEL on one split of DATA.");
  ModelArgument argument;
  PredictFlags flags;
  Request request;
  argument.declare(line);
  line->add_option("--data", request.data,
                   "kind:path[,key=value...], a YAML data file, or scenes (default: the model's own)");
  line->add_option("--split", request.split, "Which split");
  line->add_option("--trimap", request.trimap, kTrimapHelp)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(1, 10000));
  line->add_option("--save", request.save, "What to write: png, overlay, separated by commas");
  line->add_option("--output,-o", request.output, "Folder for --save");
  line->add_option("--limit", request.options.limit, "At most so many pictures; 0 = all");
  line->add_option("--workers,-j", request.options.workers, "Threads that load pictures")
      ->check(CLI::Range(0, 256));
  flags.declare(line);
  argument.declare_engine(line);
  line.parse(arguments);
  if (request.data.empty()) {
    const Config config = model_config(argument, line);
    request.data = config.text(config.text("data.val").empty() ? "data.train" : "data.val");
    if (request.data.empty())
      throw Error(ErrorCode::usage, "perpixel eval: no --data",
                  "give --data DATA (`" + program_name() + " datasets`)");
  }
  OpenedModel opened =
      open_model(argument, line, WithWeights::yes, open_dataset(request.data, request.split).classes);
  opened.model.recipe = flags.applied_to(opened.model.recipe);
  const Recipe& recipe = opened.model.recipe;
  const Dataset dataset = scored_data(request, recipe);
  require_same_classes(recipe.classes, dataset);
  const Labelling labelling = open_labelling(opened, argument, flags, false);
  const DeferInterrupt deferred;
  log_line(dataset.name + ": " + std::to_string(dataset.size()) +
           (recipe.task == "box_mask" ? " boxes, " : " pictures, ") + opened.model.name + " (" +
           opened.weights_file + ")");
  ProgressBar bar("scored", dataset.size());
  request.options.progress = [&](std::size_t done, std::size_t total) {
    bar.set(done, total);
    if (interrupted()) throw Interrupted{};
  };
  try {
    if (recipe.task == "classify")
      eval_classes(dataset, recipe, labelling.forward, request, line.json());
    else if (recipe.task == "box_mask")
      eval_boxes(dataset, recipe, labelling.forward, request, line.json());
    else
      eval_semantic(dataset, labelling, request, line.json());
  } catch (const Interrupted&) {
    return kInterruptedExit;
  }
  return 0;
}

}  // namespace perpixel
