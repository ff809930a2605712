// Everything a run writes while it trains: log.txt, metrics.json, results.csv, TensorBoard events; and the
// terminal.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "report/run_log.h"
#include "report/tensorboard.h"
#include "train/train.h"

namespace perpixel {

class RunLogWriter {
 public:
  explicit RunLogWriter(std::filesystem::path run);

  void message(const std::string& text);
  void logged(const LogLine& line);
  void progress(std::int64_t done, std::int64_t total, double loss, double seconds_per_iteration);
  /// Forgets everything after `finished` iterations.
  void cut_back(std::int64_t finished);
  /// Ends the progress bar's line.
  void end_progress();

 private:
  void append_text(const std::string& text);

  std::filesystem::path run_;
  RunLog metrics_;
  TensorBoardLog events_;
  bool bar_shown_ = false;
};

}  // namespace perpixel
