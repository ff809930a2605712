#include "run_log_writer.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>

#include "error/error.h"
#include "file/file.h"
#include "output.h"

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
  text += "  total_loss: " + compact("%.4g", value_of(line, "total_loss", 0));
  text += "  time: " + compact("%.4f", value_of(line, "time", 0));
  text += "  data_time: " + compact("%.4f", value_of(line, "data_time", 0));
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

}  // namespace

RunLogWriter::RunLogWriter(std::filesystem::path run)
    : run_(std::move(run)), metrics_(run_), events_(run_, wall_time()) {}

void RunLogWriter::message(const std::string& text) {
  end_progress();
  append_text(-1, text);
  log_line(text);
}

void RunLogWriter::logged(const LogLine& line) {
  metrics_.append(line.iteration, line.values);
  events_.add_scalars(line.iteration, wall_time(), line.values);
  const bool is_training = value_of(line, "total_loss", -1) >= 0;
  const std::string text = is_training ? training_line(line) : evaluation_line(line);
  append_text(line.iteration, text);
  if (is_training && stderr_is_terminal()) return;  // the bar shows it
  end_progress();
  log_line(time_stamp() + text);
}

// Lines of an iteration begin with its number, so that cutting back needs no parsing of prose.
void RunLogWriter::append_text(std::int64_t iteration, const std::string& text) {
  std::ofstream file(run_ / "log.txt", std::ios::app);
  file << (iteration < 0 ? std::string("-") : std::to_string(iteration)) << '\t' << time_stamp() << text
       << '\n';
  if (!file.flush())
    throw Error(ErrorCode::disk_full, (run_ / "log.txt").string() + ": cannot be appended to",
                "free some space, then go on with --resume");
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
  if (!std::filesystem::exists(log)) return;
  std::istringstream lines(read_text_file(log));
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("-") || std::atoll(line.c_str()) < finished) kept += line + "\n";
  write_file_atomically(log, kept);
}

}  // namespace perpixel
