#include "runtime/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "runtime/error_of.h"

namespace perpixel {
namespace {

TEST(Workers, EveryItemOnce) {
  for (const int threads : {1, 2, 5}) {
    Workers workers(threads);
    EXPECT_EQ(workers.threads(), threads);
    for (const int count : {0, 1, 2, 1000}) {
      std::vector<std::atomic<int>> seen(static_cast<std::size_t>(count));
      workers.for_each(count, [&](std::int64_t i) { ++seen[static_cast<std::size_t>(i)]; });
      for (const auto& times : seen) EXPECT_EQ(times, 1);
    }
  }
}

TEST(Workers, RangesCoverWithoutOverlap) {
  Workers workers(3);
  std::vector<std::atomic<int>> seen(100'001);
  workers.for_ranges(100'001, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) ++seen[static_cast<std::size_t>(i)];
  });
  for (const auto& times : seen) ASSERT_EQ(times, 1);
}

TEST(Workers, ScratchIsAlignedAndNotShared) {
  Workers workers(4);
  std::atomic<int> spoiled = 0;
  workers.for_each(200, 1000, [&](std::int64_t i, float* scratch) {
    if (reinterpret_cast<std::uintptr_t>(scratch) % 64 != 0) ++spoiled;
    std::fill(scratch, scratch + 1000, static_cast<float>(i));
    std::this_thread::yield();
    if (std::accumulate(scratch, scratch + 1000, 0.f) != 1000.f * static_cast<float>(i)) ++spoiled;
  });
  EXPECT_EQ(spoiled, 0);
}

TEST(Workers, SeveralCallersAtOnce) {
  Workers workers(2);
  std::atomic<std::int64_t> sum = 0;
  {
    std::vector<std::jthread> callers;
    for (int caller = 0; caller < 4; ++caller)
      callers.emplace_back([&] {
        for (int round = 0; round < 50; ++round) workers.for_each(20, [&](std::int64_t i) { sum += i; });
      });
  }
  EXPECT_EQ(sum, 4 * 50 * 190);
}

TEST(Workers, ExceptionsReachTheCallerAndThePoolGoesOn) {
  Workers workers(3);
  EXPECT_THROW(workers.for_each(100,
                                [](std::int64_t i) {
                                  if (i == 7) throw std::runtime_error("seven");
                                }),
               std::runtime_error);
  std::atomic<int> count = 0;
  workers.for_each(10, [&](std::int64_t) { ++count; });
  EXPECT_EQ(count, 10);
}

TEST(Workers, RefusesAbsurdCounts) {
  EXPECT_TRUE(mentions(error_of([] { Workers(-1); }), "threads = -1 must be in [0, 1024]"));
  EXPECT_GE(Workers(0).threads(), 1);
}

}  // namespace
}  // namespace perpixel
