#include "run_report.h"

#include <nlohmann/json.hpp>

#include "error/error.h"
#include "file/file.h"
#include "image/codec.h"
#include "output.h"
#include "report/curve.h"
#include "report/report.h"
#include "train/checkpoint.h"
#include "write/overlay.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

std::vector<Curve> curves_to_show(const fs::path& run) {
  if (!fs::exists(run / "metrics.json")) return {};
  std::vector<Curve> shown;
  for (Curve& curve : curves_from_metrics(run / "metrics.json"))
    for (const char* name : {"total_loss", "val_loss", "lr", "sem_seg/mIoU", "sem_seg/pACC", "sem_seg/mACC",
                             "top1", "top5", "box_mask/mIoU", "box_mask/oIoU"})
      if (curve.name == name) shown.push_back(std::move(curve));
  return shown;
}

void write_samples(const fs::path& run, const Validation& validation, const ClassList& classes) {
  if (validation.samples.empty()) return;
  make_writable_folder(run / "vis");
  for (const SamplePicture& sample : validation.samples)
    write_image(run / "vis" / (fs::path(sample.name).filename().string() + "_overlay.jpg"),
                overlay(sample.picture, sample.prediction, classes));
}

void write_scores(const fs::path& run, const Validation& validation) {
  make_writable_folder(run / "inference");
  nlohmann::ordered_json json;
  for (const auto& [key, value] : validation.values) json[key] = value;
  write_file_atomically(run / "inference" / "scores.json", json.dump(1) + "\n");
}

/// runs/a/model_0000999.state.safetensors -> runs/a/model_0000999.
fs::path without_endings(fs::path path) {
  for (const char* ending : {".safetensors", ".state"})
    if (path.extension() == ending) path.replace_extension();
  return path;
}

fs::path existing_checkpoint(const fs::path& path) {
  for (const char* ending : {".safetensors", ".state.safetensors"})
    if (!fs::exists(path.string() + ending))
      throw Error(ErrorCode::no_checkpoint, path.string() + ending + ": no such checkpoint to resume from",
                  "--resume alone goes on from the latest one");
  return path;
}

}  // namespace

void write_run_report(const fs::path& run, const Config& config, const Recipe& recipe,
                      const Validation& validation, double seconds) {
  write_samples(run, validation, recipe.classes);
  if (!validation.values.empty()) write_scores(run, validation);
  ReportInput input{.title = config.text("model.name") + " on " + config.text("data.train"),
                    .subtitle = "run folder " + run.string()};
  input.scores = validation.scores;
  input.classes = recipe.classes;
  input.confusion = validation.confusion;
  input.samples = validation.samples;
  input.curves = curves_to_show(run);
  input.facts = {{"training time", duration_text(seconds)}, {"iterations", config.text("train.iters")},
                 {"batch", config.text("train.batch")},     {"crop", config.text("train.crop")},
                 {"width", config.text("model.width")},     {"seed", config.text("train.seed")}};
  input.next_steps = {
      {"Label pictures", program_name() + " predict " + run.string() + " PICTURES -o out"},
      {"Score again", program_name() + " eval " + run.string() + " --data " + config.text("data.train")}};
  input.effective_config = config.to_yaml();
  write_file_atomically(run / "report.html", render_report(input));
}

fs::path checkpoint_to_resume(const fs::path& run, const std::string& which) {
  if (which == "latest") {
    const std::optional<std::string> last = last_checkpoint(run);
    return last ? run / *last : fs::path();
  }
  if (which == "best") return existing_checkpoint(run / "model_best");
  if (fs::is_directory(which)) {
    if (const std::optional<std::string> last = last_checkpoint(which)) return fs::path(which) / *last;
    throw Error(ErrorCode::no_checkpoint, which + ": no checkpoint in this run folder");
  }
  return existing_checkpoint(without_endings(which));
}

void clear_run(const fs::path& run) {
  for (const fs::directory_entry& entry : fs::directory_iterator(run)) {
    const std::string name = entry.path().filename().string();
    const bool ours = (name.starts_with("model_") && name.ends_with(".safetensors")) ||
                      name.starts_with("events.out.tfevents") || name == "last_checkpoint" ||
                      name == "metrics.json" || name == "results.csv" || name == "log.txt" ||
                      name == "report.html" || name == "config.yaml" || name == "vis" ||
                      name == "inference" || name == "features";
    if (ours) fs::remove_all(entry.path());
  }
}

}  // namespace perpixel
