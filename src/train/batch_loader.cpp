#include "train/batch_loader.h"

#include <utility>

namespace perpixel {

BatchLoader::BatchLoader(MakeBatch make, std::int64_t first, std::int64_t last, int workers)
    : make_(std::move(make)),
      next_to_give_(first),
      next_to_make_(first),
      last_(last),
      capacity_(static_cast<std::size_t>(workers) + 1) {
  for (int i = 0; i < workers; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

BatchLoader::~BatchLoader() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

void BatchLoader::work(const std::stop_token& stop) {
  for (;;) {
    std::int64_t index;
    {
      std::unique_lock lock(mutex_);
      const bool may_go = room_.wait(lock, stop, [&] {
        return next_to_make_ < std::min(last_, next_to_give_ + static_cast<std::int64_t>(capacity_)) ||
               next_to_make_ >= last_;
      });
      if (!may_go || next_to_make_ >= last_) return;
      index = next_to_make_++;
    }
    Finished result;
    try {
      result.batch = make_(index);
    } catch (...) {
      result.failure = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      finished_.emplace(index, std::move(result));
    }
    ready_.notify_all();
  }
}

Batch BatchLoader::next() {
  if (threads_.empty()) return make_(next_to_give_++);
  Finished result;
  {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return finished_.contains(next_to_give_); });
    result = std::move(finished_.extract(next_to_give_).mapped());
    ++next_to_give_;
  }
  room_.notify_all();
  if (result.failure) std::rethrow_exception(result.failure);
  return std::move(result.batch);
}

}  // namespace perpixel
