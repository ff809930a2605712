// Walking over a data set with several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace perpixel {

/// Told after each finished item; calls never overlap.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

/// Calls work(i) for i in [0, count) from `threads` threads (0: one per core, at most 16). When calls throw,
/// the rest is left out and the exception of the lowest index that was reached is rethrown.
void for_each_index(std::size_t count, int threads, const std::function<void(std::size_t)>& work,
                    const Progress& progress = {});

}  // namespace perpixel
