// How an evaluation is told about, and how long its parts took.
#pragma once

#include <cstddef>
#include <functional>

namespace perpixel {

/// Seconds of the evaluating thread; loading runs beside it, so load_wait_s is only what it had to wait.
struct EvaluateTiming {
  double load_wait_s = 0, predict_s = 0, score_s = 0;
  std::size_t pictures = 0;
};

struct EvaluateOptions {
  int workers = 2;        // threads that load examples; 0 = none
  std::size_t limit = 0;  // at most so many pictures, the first ones; 0 = all
  /// Called after each picture.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

}  // namespace perpixel
