#include "dataset/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace perpixel {
namespace {

/// What the threads of one walk share.
struct Walk {
  std::size_t count;
  const std::function<void(std::size_t)>& work;
  const Progress& progress;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;  // guards the rest
  std::size_t done = 0;
  std::size_t failed_at = 0;
  std::exception_ptr failure;

  void finish_one() {
    const std::lock_guard lock(mutex);
    ++done;
    if (progress) progress(done, count);
  }

  void fail(std::size_t index, std::exception_ptr error) {
    const std::lock_guard lock(mutex);
    next = count;
    if (failure && failed_at < index) return;
    failed_at = index;
    failure = std::move(error);
  }

  void run() {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
        finish_one();
      } catch (...) {
        fail(i, std::current_exception());
        return;
      }
    }
  }
};

std::size_t thread_count(int asked, std::size_t count) {
  const std::size_t cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
  return std::min(asked > 0 ? static_cast<std::size_t>(asked) : cores, std::max<std::size_t>(count, 1));
}

}  // namespace

void for_each_index(std::size_t count, int threads, const std::function<void(std::size_t)>& work,
                    const Progress& progress) {
  Walk walk{count, work, progress};
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < thread_count(threads, count); ++i)
    helpers.emplace_back([&walk] { walk.run(); });
  walk.run();
  helpers.clear();
  if (walk.failure) std::rethrow_exception(walk.failure);
}

}  // namespace perpixel
