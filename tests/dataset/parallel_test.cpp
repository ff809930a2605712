#include "dataset/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace perpixel {
namespace {

TEST(Parallel, EveryIndexOnceAndProgressToTheEnd) {
  for (const int threads : {0, 1, 4}) {
    std::vector<std::atomic<int>> calls(100);
    std::size_t last = 0;
    for_each_index(
        100, threads, [&](std::size_t i) { ++calls[i]; },
        [&](std::size_t done, std::size_t total) {
          EXPECT_EQ(done, last + 1);
          EXPECT_EQ(total, 100u);
          last = done;
        });
    EXPECT_EQ(last, 100u);
    for (const auto& count : calls) EXPECT_EQ(count, 1);
  }
  for_each_index(0, 4, [](std::size_t) { FAIL(); });
}

TEST(Parallel, AnExceptionReachesTheCaller) {
  for (const int threads : {1, 4}) {
    try {
      for_each_index(50, threads, [](std::size_t i) {
        if (i >= 10) throw std::runtime_error(std::to_string(i));
      });
      FAIL();
    } catch (const std::runtime_error& error) {
      EXPECT_GE(std::stoi(error.what()), 10);
    }
  }
}

}  // namespace
}  // namespace perpixel
