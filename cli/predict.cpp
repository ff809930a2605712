// perpixel predict MODEL INPUT... -o OUT: labels pictures and goes on past broken ones.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "file/file.h"
#include "image/codec.h"
#include "input_files.h"
#include "interrupt.h"
#include "labelling.h"
#include "model_argument.h"
#include "output.h"
#include "predict/classify.h"
#include "predict_boxes.h"
#include "predict_flags.h"
#include "predict_large.h"
#include "predict_stream.h"
#include "progress_bar.h"
#include "stream_report.h"
#include "write/label_png.h"
#include "write/overlay.h"
#include "write/probability.h"
#include "write/uncertainty.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Saved {
  bool png = false, overlay = false, npy = false, uncertainty = false;
};

Saved saved_forms(const std::string& text) {
  Saved saved;
  for (const auto& form : parse_choices(text, {"png", "overlay", "npy", "uncertainty"}, "--save")) {
    saved.png |= form == "png";
    saved.overlay |= form == "overlay";
    saved.npy |= form == "npy";
    saved.uncertainty |= form == "uncertainty";
  }
  return saved;
}

/// Where the files of one input go; folders are created when needed.
struct OutputPaths {
  fs::path pred, overlay, prob, uncertainty;
  OutputPaths(const fs::path& out, const std::string& stem)
      : pred(out / "pred" / (stem + ".png")),
        overlay(out / "vis" / (stem + "_overlay.jpg")),
        prob(out / "prob" / (stem + ".npy")),
        uncertainty(out / "uncertainty" / stem) {}
};

/// Pixels whose best class is less probable than `conf` become void.
void drop_unsure(SemanticPrediction& prediction, double conf) {
  const auto probabilities = prediction.probabilities->floats();
  const std::size_t pixels = prediction.labels.ids.size();
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::size_t id = prediction.labels.ids[i];
    if (id != kIgnore && probabilities[id * pixels + i] < conf) prediction.labels.ids[i] = kIgnore;
  }
}

/// Semantic models: label PNG, overlay, probabilities.
class SemanticFiles {
 public:
  SemanticFiles(const Recipe& recipe, const Labelling& labelling, double conf, Saved saved, fs::path out,
                const std::vector<InputFile>& files)
      : recipe_(recipe),
        labelling_(labelling),
        conf_(conf),
        saved_(saved),
        out_(std::move(out)),
        files_(files) {}

  std::function<void()> operator()(std::size_t index, const Image& image) const {
    auto prediction = std::make_shared<SemanticPrediction>(labelling_.label(image));
    if (conf_ > 0) drop_unsure(*prediction, conf_);
    auto picture = std::make_shared<Image>(saved_.overlay ? image : Image());
    return [this, index, prediction, picture] {
      write(OutputPaths(out_, files_[index].stem), *picture, *prediction);
    };
  }

 private:
  void write(const OutputPaths& to, const Image& picture, const SemanticPrediction& prediction) const {
    if (saved_.png) {
      create_parent_folder(to.pred);
      write_label_png(to.pred, prediction.labels, recipe_.classes);
    }
    if (saved_.overlay) {
      create_parent_folder(to.overlay);
      write_image(to.overlay, overlay(picture, prediction.labels, recipe_.classes));
    }
    if (saved_.npy) {
      create_parent_folder(to.prob);
      const Tensor& all = *prediction.probabilities;  // [1, C, H, W]
      write_probabilities(to.prob, all.reshaped({all.size(1), all.size(2), all.size(3)}));
    }
    if (saved_.uncertainty)
      write_uncertainty(to.uncertainty, *prediction.uncertainty, recipe_.classes.size());
  }

  /// STEM.png to look at, STEM.npy [1, H, W] to compute with.
  static void write_uncertainty(const fs::path& stem, const Tensor& variance, std::size_t classes) {
    create_parent_folder(stem);
    write_image(stem.string() + ".png", uncertainty_picture(variance, classes));
    write_probabilities(stem.string() + ".npy", variance.reshaped({1, variance.size(2), variance.size(3)}));
  }

  const Recipe& recipe_;
  const Labelling& labelling_;
  double conf_;
  Saved saved_;
  fs::path out_;
  const std::vector<InputFile>& files_;
};

/// Classifiers: the best classes of every picture, kept until the end (a few numbers each).
class ClassifiedFiles {
 public:
  ClassifiedFiles(const Recipe& recipe, Forward forward, std::size_t count)
      : recipe_(recipe), forward_(std::move(forward)), best_(count) {}

  std::function<void()> operator()(std::size_t index, const Image& image) {
    best_[index] = classify(image, recipe_, forward_).best;
    return [] {};
  }

  Json json(const std::vector<InputFile>& files, double conf) const {
    Json list = Json::array();
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (best_[i].empty()) continue;
      Json classes = Json::array();
      for (const auto& guess : best_[i]) {
        if (guess.probability < conf) continue;
        classes.push_back({{"class", recipe_.classes.classes[static_cast<std::size_t>(guess.class_id)].name},
                           {"probability", guess.probability}});
      }
      list.push_back({{"file", files[i].path.string()}, {"classes", classes}});
    }
    return list;
  }

 private:
  const Recipe& recipe_;
  Forward forward_;
  std::vector<std::vector<ScoredClass>> best_;
};

std::string guesses_text(const Json& list) {
  std::string text;
  for (const auto& picture : list) {
    text += picture["file"].get<std::string>();
    for (const auto& guess : picture["classes"]) {
      text += "  " + guess["class"].get<std::string>() + " " +
              decimals(100 * guess["probability"].get<double>(), 1) + "%";
    }
    text += "\n";
  }
  return text;
}

struct Request {
  std::vector<std::string> inputs;
  std::string output, save = "png,overlay", boxes;
  double conf = 0;
  int readers = 2;
};

/// What reading in bands cannot give.
void check_large(const Labelling& labelling, const Request& request, const std::vector<InputFile>& large) {
  if (large.empty()) return;
  const Saved saved = saved_forms(request.save);
  const PredictOptions& options = labelling.options;
  if (saved.npy || saved.uncertainty || request.conf > 0 || options.tta_flip ||
      options.tta_scales.size() > 1 || labelling.ensemble)
    throw Error(ErrorCode::usage,
                shortened(large[0].path.string()) +
                    " is read in bands, which gives labels only: no --save npy or uncertainty, --conf, --tta "
                    "or --ensemble",
                "leave them out");
  log_line("pictures above 2^24 px are read in bands: labels go to pred/STEM.tif, without overlay");
}

StreamReport both(StreamReport report, StreamReport more) {
  report.done += more.done;
  std::ranges::move(more.failed, std::back_inserter(report.failed));
  report.interrupted |= more.interrupted;
  return report;
}

int predict_semantic_files(const OpenedModel& opened, const Labelling& labelling, const Request& request,
                           std::vector<InputFile> files, bool json) {
  if (saved_forms(request.save).uncertainty &&
      (opened.model.recipe.procedure != "mc_dropout" || labelling.ensemble))
    throw Error(ErrorCode::bad_value,
                "--save uncertainty: " + std::string(labelling.ensemble ? "an ensemble" : opened.model.name) +
                    " gives one answer, not draws that could differ",
                "use bayesian_segnet, or --save npy for the probabilities");
  const std::vector<InputFile> large =
      labelling.options.tile > 0 ? take_large_pictures(files) : std::vector<InputFile>();
  check_large(labelling, request, large);
  const SemanticFiles label(opened.model.recipe, labelling, request.conf, saved_forms(request.save),
                            request.output, files);
  ProgressBar bar("labelled", files.size());
  StreamReport report = stream_pictures(files, request.readers, label, bar);
  bar.finish();
  report = both(std::move(report), label_large_pictures(large, request.output, opened.model.recipe,
                                                        labelling.forward, labelling.options));
  tell_failures(report);
  print_result(json ? dumped(report_json(report, request.output))
                    : std::to_string(report.done) + " pictures labelled -> " + request.output);
  return exit_code(report);
}

int predict_image_classes(const OpenedModel& opened, Forward forward, const Request& request,
                          const std::vector<InputFile>& files, bool json) {
  ClassifiedFiles label(opened.model.recipe, std::move(forward), files.size());
  ProgressBar bar("classified", files.size());
  const StreamReport report = stream_pictures(
      files, request.readers, [&](std::size_t i, const Image& image) { return label(i, image); }, bar);
  bar.finish();
  tell_failures(report);
  const Json guesses = label.json(files, request.conf);
  write_file_atomically(fs::path(request.output) / "predictions.json", dumped(guesses) + "\n");
  Json document = report_json(report, request.output);
  document["predictions"] = guesses;
  print_result(json ? dumped(document) : guesses_text(guesses));
  return exit_code(report);
}

/// A list of boxes goes with models that label boxes, and they with it.
void check_boxes(const OpenedModel& opened, const Request& request) {
  const bool wanted = opened.model.recipe.task == "box_mask";
  if (wanted == !request.boxes.empty()) return;
  if (wanted)
    throw Error(ErrorCode::usage, opened.model.name + " labels the objects in given boxes: which?",
                "give --boxes FILE, a table with the columns file,x0,y0,x1,y1,class");
  throw Error(ErrorCode::usage,
              "--boxes is for models that label boxes; this one's task is " + opened.model.recipe.task,
              "leave it out");
}

int predict_box_files(const OpenedModel& opened, const ModelArgument& argument, const Request& request,
                      const std::vector<InputFile>& files, bool json) {
  const Saved saved = saved_forms(request.save);
  if (saved.uncertainty)
    throw Error(ErrorCode::usage, "--save uncertainty: " + opened.model.name + " gives one answer, not draws",
                "use --save npy for the probabilities");
  BoxRequest boxes{request.boxes, request.output, saved.png, saved.overlay, saved.npy};
  if (request.conf > 0) boxes.threshold = static_cast<float>(request.conf);
  boxes.readers = request.readers;
  return predict_boxes(opened, open_forward(opened, argument.engine), boxes, files, json);
}

}  // namespace

int run_predict(Arguments arguments) {
  CommandLine line("predict",
                   "Labels pictures: OUT/pred/STEM.png, OUT/vis/STEM_overlay.jpg, OUT/prob/STEM.npy.");
  ModelArgument argument;
  PredictFlags flags;
  Request request;
  argument.declare(line);
  line->add_option("INPUT", request.inputs,
                   "Files, folders, globs, list files (.txt, .csv), or - for a list on stdin")
      ->required();
  line->add_option("--output,-o", request.output, "Folder to write")->required();
  line->add_option(
      "--save", request.save,
      "What to write: png, overlay, npy (probabilities), uncertainty (of Bayesian models), separated by "
      "commas");
  line->add_option("--boxes", request.boxes,
                   "For models that label boxes: table (.csv) or list (.json) of file,x0,y0,x1,y1,class in "
                   "pixels; writes OUT/masks/STEM_k.png for box k of a picture");
  line->add_option("--conf", request.conf,
                   "Pixels whose best class is less probable become void; classes below are not shown; masks "
                   "of boxes hold from there on (0.4)")
      ->check(CLI::Range(0.0, 1.0));
  line->add_option("--workers,-j", request.readers, "Threads that read pictures")->check(CLI::Range(1, 256));
  flags.declare(line);
  argument.declare_engine(line);
  line.parse(arguments);
  saved_forms(request.save);
  const auto files = input_files(request.inputs);
  OpenedModel opened = open_model(argument, line, WithWeights::yes);
  opened.model.recipe = flags.applied_to(opened.model.recipe);
  check_boxes(opened, request);
  make_writable_folder(request.output);
  const DeferInterrupt deferred;
  if (opened.model.recipe.task == "box_mask")
    return predict_box_files(opened, argument, request, files, line.json());
  const bool want_probabilities = saved_forms(request.save).npy || request.conf > 0;
  const Labelling labelling = open_labelling(opened, argument, flags, want_probabilities);
  log_line(std::to_string(files.size()) + " pictures, " + opened.model.name + " (" + opened.weights_file +
           ")");
  if (opened.model.recipe.task == "classify")
    return predict_image_classes(opened, labelling.forward, request, files, line.json());
  return predict_semantic_files(opened, labelling, request, files, line.json());
}

}  // namespace perpixel
