// Loader threads: batches in a fixed order, whatever the number of threads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tensor/tensor.h"

namespace perpixel {

struct Batch {
  Tensor images;   // [N, C, H, W] f32, normalised
  Tensor targets;  // [N, H, W] or [N], i64
  Tensor weights;  // [N, H, W] f32: multiplies the loss of each pixel; undefined = all 1
  /// [N] i64, of boxes (TrainSettings::box_grid > 0): the class of the object in each. Then targets [N, h, w]
  /// are its mask and weights [N] those of the boxes.
  Tensor box_classes;
  std::vector<std::string> names;  // of the pictures, for messages
};

/// Makes batch number `index` (0-based over the whole training). Called from several threads; the result may
/// depend on `index` only.
using MakeBatch = std::function<Batch(std::int64_t index)>;

/// Hands out batches first, first + 1, … Holds at most `workers + 1` finished ones. With 0 workers, `next`
/// makes the batch itself. An exception in a worker is rethrown by the `next` that asks for its batch.
class BatchLoader {
 public:
  BatchLoader(MakeBatch make, std::int64_t first, std::int64_t last, int workers);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  Batch next();

 private:
  struct Finished {
    Batch batch;
    std::exception_ptr failure;
  };
  void work(const std::stop_token& stop);

  MakeBatch make_;
  std::int64_t next_to_give_;
  std::int64_t next_to_make_;
  std::int64_t last_;  // one past the last batch
  std::size_t capacity_;
  std::map<std::int64_t, Finished> finished_;
  std::mutex mutex_;
  std::condition_variable_any room_, ready_;
  std::vector<std::jthread> threads_;  // last member: joined before anything above is destroyed
};

}  // namespace perpixel
