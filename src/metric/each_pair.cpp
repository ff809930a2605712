#include "metric/each_pair.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace perpixel {

namespace {

class SharedWork {
 public:
  SharedWork(std::size_t pictures, const std::function<void(std::size_t, std::size_t)>& work)
      : pictures_(pictures), work_(work) {}

  void run(std::size_t thread) {
    for (std::size_t i = next_++; i < std::min(pictures_, failed_at_.load()); i = next_++) {
      try {
        work_(thread, i);
      } catch (...) {
        record_failure(i);
      }
    }
  }

  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void record_failure(std::size_t index) {
    const std::lock_guard lock(mutex_);
    if (failed_at_ <= index) return;
    failure_ = std::current_exception();
    failed_at_ = index;
  }

  std::size_t pictures_;
  const std::function<void(std::size_t, std::size_t)>& work_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> failed_at_ = std::numeric_limits<std::size_t>::max();
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

std::size_t scoring_threads(int wanted, std::size_t pictures) {
  const std::size_t most =
      wanted > 0 ? static_cast<std::size_t>(wanted) : std::thread::hardware_concurrency();
  return std::clamp<std::size_t>(most, 1, std::max<std::size_t>(pictures, 1));
}

void for_each_pair(std::size_t pictures, std::size_t threads,
                   const std::function<void(std::size_t, std::size_t)>& work) {
  SharedWork shared(pictures, work);
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < threads; ++i) workers.emplace_back([&shared, i] { shared.run(i); });
    shared.run(0);
  }
  shared.rethrow_failure();
}

}  // namespace perpixel
