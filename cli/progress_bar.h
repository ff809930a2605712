// How far a long command is: a bar on a terminal, a plain line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>

namespace perpixel {

/// Thread-safe. Writes to stderr, nothing with --quiet. `total` 0 = unknown.
class ProgressBar {
 public:
  ProgressBar(std::string what, std::size_t total);
  ~ProgressBar() { finish(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void step(std::size_t count = 1);
  void set(std::size_t done, std::size_t total);
  /// For library calls that report (done, total).
  std::function<void(std::size_t done, std::size_t total)> callback() {
    return [this](std::size_t done, std::size_t total) { set(done, total); };
  }
  /// Ends the bar's line; further steps are not shown.
  void finish();
  std::size_t done() const { return done_; }

 private:
  using Clock = std::chrono::steady_clock;
  void show_when_due();
  void show(bool last);
  std::string line() const;
  std::string bar() const;

  std::string what_;
  std::size_t total_, done_ = 0;
  Clock::time_point start_ = Clock::now(), shown_ = start_;
  bool finished_ = false, any_shown_ = false;
  std::mutex mutex_;
};

}  // namespace perpixel
