#include "evaluate/example_stream.h"

#include <algorithm>

namespace perpixel {

ExampleStream::ExampleStream(const Dataset& dataset, std::size_t count, int workers)
    : dataset_(dataset), count_(count), capacity_(2 * static_cast<std::size_t>(std::max(0, workers)) + 1) {
  for (int i = 0; i < workers; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

ExampleStream::~ExampleStream() {
  for (std::jthread& thread : threads_) thread.request_stop();  // wakes those that wait for room
}

ExampleStream::Loaded ExampleStream::load(std::size_t index) const {
  try {
    return {dataset_.load(index), nullptr};
  } catch (...) {
    return {{}, std::current_exception()};
  }
}

void ExampleStream::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (room_.wait(lock, stop,
                    [&] { return next_to_load_ >= count_ || next_to_load_ < next_to_give_ + capacity_; })) {
    if (next_to_load_ >= count_) return;
    const std::size_t index = next_to_load_++;
    lock.unlock();
    Loaded loaded = load(index);
    lock.lock();
    loaded_.emplace(index, std::move(loaded));
    ready_.notify_all();
  }
}

Example ExampleStream::next() {
  Loaded loaded;
  if (threads_.empty()) {
    loaded = load(next_to_give_++);
  } else {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return loaded_.contains(next_to_give_); });
    loaded = std::move(loaded_.extract(next_to_give_++).mapped());
    room_.notify_all();
  }
  if (loaded.failure) std::rethrow_exception(loaded.failure);
  return std::move(loaded.example);
}

}  // namespace perpixel
