#include "train/batch_loader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>

#include "error/error.h"

namespace perpixel {
namespace {

Batch numbered(std::int64_t index) { return {.names = {std::to_string(index)}}; }

// Property: the order is that of the numbers, whatever the threads.
TEST(BatchLoader, KeepsTheOrderForAnyNumberOfThreads) {
  for (const int workers : {0, 1, 4}) {
    BatchLoader loader(
        [](std::int64_t index) {
          std::this_thread::sleep_for(std::chrono::microseconds((index * 7919) % 500));
          return numbered(index);
        },
        3, 40, workers);
    for (int i = 3; i < 40; ++i) EXPECT_EQ(loader.next().names[0], std::to_string(i));
  }
}

// By its contract: at most workers + 1 batches are made ahead of the consumer.
TEST(BatchLoader, HoldsABoundedNumberOfBatches) {
  std::atomic<int> made = 0;
  BatchLoader loader(
      [&](std::int64_t index) {
        ++made;
        return numbered(index);
      },
      0, 1000, 2);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_LE(made.load(), 3);
}

TEST(BatchLoader, RethrowsWhatAWorkerThrew) {
  BatchLoader loader(
      [](std::int64_t index) {
        if (index == 2) throw Error(ErrorCode::image_corrupt, "street.jpg: truncated");
        return numbered(index);
      },
      0, 10, 2);
  loader.next();
  loader.next();
  EXPECT_THROW(loader.next(), Error);
}

TEST(BatchLoader, EndsCleanlyWithUnaskedBatches) {
  std::atomic<int> made = 0;
  {
    const BatchLoader loader(
        [&](std::int64_t index) {
          ++made;
          return numbered(index);
        },
        0, 1 << 20, 4);
  }
  EXPECT_LE(made.load(), 5);  // not all the others first
}

}  // namespace
}  // namespace perpixel
