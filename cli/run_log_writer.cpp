#include "run_log_writer.h"

#include <chrono>
#include <cstdio>
#include <ctime>

#include "file/file.h"
#include "output.h"
#include "report/append.h"

namespace perpixel {

namespace {

double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string time_stamp() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "[%m/%d %H:%M:%S] ", &parts);
  return text;
}

std::string compact(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

double value_of(const LogLine& line, const std::string& key, double fallback) {
  for (const auto& [name, value] : line.values)
    if (name == key) return value;
  return fallback;
}

/// detectron2's line: eta, iter, losses, time, data_time, lr, max_mem.
std::string training_line(const LogLine& line) {
  std::string text =
      "eta: " + duration_text(value_of(line, "eta_seconds", 0)) + "  iter: " + std::to_string(line.iteration);
  for (const auto& [name, value] : line.values)
    if (name.find("loss") != std::string::npos) text += "  " + name + ": " + compact("%.4g", value);
  for (const char* name : {"time", "last_time", "data_time", "last_data_time"})
    text += "  " + std::string(name) + ": " + compact("%.4f", value_of(line, name, 0));
  text += "  lr: " + compact("%.4g", value_of(line, "lr", 0));
  return text + "  max_mem: " + compact("%.0fM", value_of(line, "max_mem", 0));
}

/// Per-class values stay out of the text log: metrics.json and the report have them.
std::string evaluation_line(const LogLine& line) {
  std::string text = "val  iter: " + std::to_string(line.iteration);
  for (const auto& [name, value] : line.values)
    if (name.find("IoU-") == std::string::npos && name.find("ACC-") == std::string::npos)
      text += "  " + name + ": " + compact("%.4g", value);
  return text;
}

/// "eta: 0:01:02  iter: 379  total_loss: …" -> 379; -1 for a line of prose.
std::int64_t iteration_of(const std::string& line) {
  const std::size_t at = line.find("  iter: ");
  return at == std::string::npos ? -1 : std::atoll(line.c_str() + at + 8);
}

/// Up to the first line of an iteration that counts no longer: what follows it was written after it. A line
/// that a kill left torn has no end, and goes too.
std::string lines_until(const std::string& text, std::int64_t finished) {
  std::string kept;
  for (std::size_t from = 0, end; (end = text.find('\n', from)) != std::string::npos; from = end + 1) {
    const std::string line = text.substr(from, end + 1 - from);
    if (iteration_of(line) >= finished) break;
    kept += line;
  }
  return kept;
}

}  // namespace

RunLogWriter::RunLogWriter(std::filesystem::path run)
    : run_(std::move(run)), metrics_(run_), events_(run_, wall_time()) {}

void RunLogWriter::message(const std::string& text) {
  end_progress();
  append_text(text);
  log_line(text);
}

void RunLogWriter::logged(const LogLine& line) {
  metrics_.append(line.iteration, line.values);
  events_.add_scalars(line.iteration, wall_time(), line.values);
  const bool is_training = value_of(line, "total_loss", -1) >= 0;
  const std::string text = is_training ? training_line(line) : evaluation_line(line);
  append_text(text);
  if (is_training && stderr_is_terminal()) return;  // the bar shows it
  end_progress();
  log_line(time_stamp() + text);
}

void RunLogWriter::append_text(const std::string& text) {
  append_to_file(run_ / "log.txt", time_stamp() + text + "\n");
}

void RunLogWriter::progress(std::int64_t done, std::int64_t total, double loss,
                            double seconds_per_iteration) {
  if (!stderr_is_terminal() || verbosity() == Verbosity::quiet) return;
  constexpr int kCells = 30;
  const auto filled = static_cast<int>(kCells * done / total);
  std::string bar(static_cast<std::size_t>(filled), '#');
  bar.resize(kCells, '.');
  std::fprintf(stderr, "\r[%s] %lld/%lld  loss %.4g  %.2f s/it  eta %s   ", bar.c_str(),
               static_cast<long long>(done), static_cast<long long>(total), loss, seconds_per_iteration,
               duration_text(seconds_per_iteration * static_cast<double>(total - done)).c_str());
  bar_shown_ = true;
}

void RunLogWriter::end_progress() {
  if (bar_shown_) std::fputc('\n', stderr);
  bar_shown_ = false;
}

void RunLogWriter::cut_back(std::int64_t finished) {
  metrics_.truncate_after(finished - 1);
  events_.truncate_after(finished - 1);
  const std::filesystem::path log = run_ / "log.txt";
  if (!path_exists(log)) return;
  write_file_atomically(log, lines_until(read_text_file(log), finished));
}

}  // namespace perpixel
