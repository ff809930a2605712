// What every benchmark program prints: one line "# ..." per fact that its peer must agree on, then one rate
// per line.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>

namespace perpixel {

/// Runs `work`, which does `units` of something, once to warm up and then `repeats` times; prints units per
/// second.
inline void print_rates(double units, int repeats, const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  work();
  for (int i = 0; i < repeats; ++i) {
    const auto start = Clock::now();
    work();
    std::cout << units / std::chrono::duration<double>(Clock::now() - start).count() << std::endl;
  }
}

/// A benchmark's main: the usage on wrong arguments (exit 2), the message of what went wrong (exit 1).
inline int run_benchmark(int given, int wanted, const char* usage, const std::function<void()>& body) try {
  if (given != wanted) {
    std::cerr << "usage: " << usage << "\n";
    return 2;
  }
  body();
  return 0;
} catch (const std::exception& failure) {
  std::cerr << failure.what() << "\n";
  return 1;
}

}  // namespace perpixel
