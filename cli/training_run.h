// A run folder from a configuration: data, plan, model, training, scores, report. Used by train, demo and
// reproduce.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"

namespace perpixel {

struct TrainingRequest {
  Config config;                      // data.train and model.name are set; "auto" values are planned here
  std::filesystem::path run;          // -o
  std::optional<std::string> resume;  // "latest", "best" or a checkpoint's path
  bool overwrite = false;             // a finished run in the folder may be replaced
  bool report = true;                 // write report.html at the end
};

struct TrainingOutcome {
  bool interrupted = false;                            // Ctrl-C: a checkpoint was written, --resume goes on
  std::vector<std::pair<std::string, double>> scores;  // of the last checkpoint: "sem_seg/mIoU", …
  std::string score_table;                             // as printed
  double seconds = 0;
};

TrainingOutcome run_training(TrainingRequest request);

/// The score table, or with `json` one document {run, interrupted, seconds, scores}.
void print_outcome(const std::filesystem::path& run, const TrainingOutcome& outcome, bool json);

}  // namespace perpixel
