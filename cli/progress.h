// How far a long command is: a bar on a terminal, a plain line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

namespace perpixel {

/// Thread-safe. Writes to stderr, nothing with --quiet. `total` 0 = unknown.
class Progress {
 public:
  Progress(std::string what, std::size_t total);
  ~Progress() { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(std::size_t count = 1);
  /// Ends the bar's line; further steps are not shown.
  void finish();
  std::size_t done() const { return done_; }

 private:
  using Clock = std::chrono::steady_clock;
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
