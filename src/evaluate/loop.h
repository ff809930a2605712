// The walk that every evaluation shares: load, predict, score, tell.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include "error/error.h"
#include "evaluate/example_stream.h"
#include "evaluate/progress.h"

namespace perpixel {

/// Seconds since it was made or last asked.
class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(start_, now)).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// predict(example) -> answer, then score(example, answer), for each example in order.
template <class Predict, class Score>
EvaluateTiming evaluate_each(const Dataset& dataset, const EvaluateOptions& options, const Predict& predict,
                             const Score& score) {
  const std::size_t total = options.limit ? std::min(options.limit, dataset.size()) : dataset.size();
  if (total == 0)
    throw Error(ErrorCode::dataset_empty, "data set \"" + dataset.name + "\" has no pictures to score");
  ExampleStream stream(dataset, total, options.workers);
  EvaluateTiming timing;
  Stopwatch watch;
  while (timing.pictures < total) {
    const Example example = stream.next();
    timing.load_wait_s += watch.lap();
    const auto answer = predict(example);
    timing.predict_s += watch.lap();
    score(example, answer);
    timing.score_s += watch.lap();
    ++timing.pictures;
    if (options.progress) options.progress(timing.pictures, total);
  }
  return timing;
}

}  // namespace perpixel
