#include "runtime/workers.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "error/error.h"

namespace perpixel {

namespace {

struct Job {
  std::int64_t count;
  const std::function<void(std::int64_t)>& work;
  std::atomic<std::int64_t> next{0};
  int helpers = 0;           // pool threads inside; guarded by the pool's mutex
  std::exception_ptr error;  // the first one; guarded by the pool's mutex
};

/// Memory that a thread keeps between jobs and only ever enlarges.
class Scratch {
 public:
  float* at_least(std::size_t floats) {
    if (floats > size_) {
      memory_.reset();
      memory_.reset(static_cast<float*>(::operator new(floats * sizeof(float), kAlignment)));
      size_ = floats;
    }
    return memory_.get();
  }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(float* memory) const { ::operator delete(memory, kAlignment); }
  };
  std::unique_ptr<float, Free> memory_;
  std::size_t size_ = 0;
};

int thread_count(int wanted) {
  constexpr int kMost = 1024;
  if (wanted < 0 || wanted > kMost)
    throw Error(ErrorCode::bad_value, "threads = " + std::to_string(wanted) + " must be in [0, 1024]",
                "0 takes all processors");
  return wanted > 0 ? wanted : std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMost);
}

}  // namespace

struct Workers::Pool {
  std::mutex mutex;
  std::condition_variable job_added;
  std::condition_variable helper_left;
  std::deque<Job*> jobs;
  bool stopping = false;
  std::vector<std::jthread> threads;

  void take_items(Job& job) {
    try {
      for (std::int64_t i = job.next++; i < job.count; i = job.next++) job.work(i);
    } catch (...) {
      job.next = job.count;
      const std::lock_guard lock(mutex);
      if (!job.error) job.error = std::current_exception();
    }
  }

  void withdraw(Job* job) { std::erase(jobs, job); }

  void help() {
    std::unique_lock lock(mutex);
    while (true) {
      job_added.wait(lock, [this] { return stopping || !jobs.empty(); });
      if (stopping) return;
      Job& job = *jobs.front();
      ++job.helpers;
      lock.unlock();
      take_items(job);
      lock.lock();
      withdraw(&job);  // nothing is left to hand out
      if (--job.helpers == 0) helper_left.notify_all();
    }
  }

  void run(Job& job) {
    {
      const std::lock_guard lock(mutex);
      jobs.push_back(&job);
    }
    job_added.notify_all();
    take_items(job);
    std::unique_lock lock(mutex);
    withdraw(&job);
    helper_left.wait(lock, [&job] { return job.helpers == 0; });
  }
};

Workers::Workers(int threads) : pool_(std::make_unique<Pool>()) {
  const int count = thread_count(threads);
  for (int i = 1; i < count; ++i) pool_->threads.emplace_back([pool = pool_.get()] { pool->help(); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(pool_->mutex);
    pool_->stopping = true;
  }
  pool_->job_added.notify_all();
}

int Workers::threads() const { return static_cast<int>(pool_->threads.size()) + 1; }

void Workers::for_each(std::int64_t count, const std::function<void(std::int64_t)>& work) {
  if (count <= 1 || pool_->threads.empty()) {
    for (std::int64_t i = 0; i < count; ++i) work(i);
    return;
  }
  Job job{.count = count, .work = work};
  pool_->run(job);
  if (job.error) std::rethrow_exception(job.error);
}

void Workers::for_each(std::int64_t count, std::size_t scratch_floats,
                       const std::function<void(std::int64_t, float*)>& work) {
  for_each(count, [&](std::int64_t i) {
    thread_local Scratch scratch;
    work(i, scratch.at_least(scratch_floats));
  });
}

void Workers::for_ranges(std::int64_t count, std::int64_t cost,
                         const std::function<void(std::int64_t, std::int64_t)>& work) {
  constexpr std::int64_t kWorth = 1 << 15;
  const std::int64_t size = std::max<std::int64_t>(1, kWorth / std::max<std::int64_t>(1, cost));
  for_each((count + size - 1) / size,
           [&](std::int64_t piece) { work(piece * size, std::min(count, (piece + 1) * size)); });
}

}  // namespace perpixel
