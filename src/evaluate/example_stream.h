// Examples in order, loaded ahead by several threads.
#pragma once

#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "dataset/dataset.h"

namespace perpixel {

/// Hands out examples 0, 1, … of a data set while workers load the next ones; at most 2 * workers + 1 wait
/// loaded, so memory does not grow with the set. With 0 workers, `next` loads itself. What a worker throws is
/// rethrown by the `next` that asks for its example.
class ExampleStream {
 public:
  /// The data set must outlive the stream.
  ExampleStream(const Dataset& dataset, std::size_t count, int workers);
  ~ExampleStream();
  ExampleStream(const ExampleStream&) = delete;
  ExampleStream& operator=(const ExampleStream&) = delete;

  /// Call `count` times.
  Example next();

 private:
  struct Loaded {
    Example example;
    std::exception_ptr failure;
  };
  void work(const std::stop_token& stop);
  Loaded load(std::size_t index) const;

  const Dataset& dataset_;
  std::size_t count_, capacity_;
  std::size_t next_to_give_ = 0, next_to_load_ = 0;
  std::map<std::size_t, Loaded> loaded_;
  std::mutex mutex_;
  std::condition_variable_any room_, ready_;
  std::vector<std::jthread> threads_;  // last member: joined before anything above is destroyed
};

}  // namespace perpixel
