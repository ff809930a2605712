#include "progress_bar.h"

#include <algorithm>
#include <cstdio>

#include "output.h"

namespace perpixel {
namespace {

constexpr double kBarPeriod_s = 0.1, kLinePeriod_s = 5;

double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

ProgressBar::ProgressBar(std::string what, std::size_t total) : what_(std::move(what)), total_(total) {}

void ProgressBar::step(std::size_t count) {
  const std::lock_guard lock(mutex_);
  done_ += count;
  show_when_due();
}

void ProgressBar::set(std::size_t done, std::size_t total) {
  const std::lock_guard lock(mutex_);
  done_ = done;
  total_ = total;
  show_when_due();
}

void ProgressBar::show_when_due() {
  const double period = stderr_is_terminal() ? kBarPeriod_s : kLinePeriod_s;
  if (!finished_ && seconds(Clock::now() - shown_) >= period) show(false);
}

void ProgressBar::finish() {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  finished_ = true;
  if (any_shown_) show(true);
}

void ProgressBar::show(bool last) {
  any_shown_ = true;
  shown_ = Clock::now();
  if (verbosity() == Verbosity::quiet) return;
  if (!stderr_is_terminal()) return log_line(line());
  const std::string text = "\r" + bar() + line() + "\x1b[K" + (last ? "\n" : "");
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string ProgressBar::bar() const {
  if (total_ == 0) return {};
  constexpr std::size_t kWidth = 24;
  const std::size_t full = std::min(kWidth, kWidth * done_ / total_);
  return "[" + std::string(full, '#') + std::string(kWidth - full, '.') + "] ";
}

std::string ProgressBar::line() const {
  const double elapsed = seconds(Clock::now() - start_);
  const double rate = elapsed > 0 ? static_cast<double>(done_) / elapsed : 0;
  std::string text = what_ + " " + std::to_string(done_);
  if (total_ > 0) text += "/" + std::to_string(total_);
  text += "  " + decimals(rate, rate < 10 ? 2 : 1) + "/s";
  if (total_ > done_ && rate > 0)
    text += "  eta: " + duration_text(static_cast<double>(total_ - done_) / rate);
  return text;
}

}  // namespace perpixel
