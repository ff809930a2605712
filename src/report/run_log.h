// The figures of a run as lines: metrics.json for programs, results.csv for spreadsheets.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace perpixel {

/// Named figures of one iteration in the order to be written; NaN and infinities are written as null.
using LoggedValues = std::vector<std::pair<std::string, double>>;

/// RUN/metrics.json (one JSON object a line, "iteration" first, detectron2's keys) and RUN/results.csv (the
/// same lines; columns in order of first appearance, rewritten whole when a new one comes). Lines are on
/// their way to the disk when `append` returns. Numbers are the shortest text that reads back to the same
/// double. Throws disk_full, cannot_write.
class RunLog {
 public:
  /// Continues the files in `folder` if they exist, without a last line that a killed run left unfinished.
  explicit RunLog(const std::filesystem::path& folder);

  void append(std::int64_t iteration, const LoggedValues& values);

  /// Forgets all lines of later iterations, as if they had never been written (to resume from a checkpoint).
  void truncate_after(std::int64_t iteration);

  const std::filesystem::path& metrics_path() const { return metrics_; }

 private:
  void rewrite_csv();

  std::filesystem::path metrics_, csv_;
  std::vector<std::string> columns_;
};

}  // namespace perpixel
