#include "predict/sliding.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

using Starts = std::vector<int>;

// By hand: steps of window - overlap; the last window ends at the border.
TEST(WindowStarts, ByHand) {
  EXPECT_EQ(window_starts(10, 4, 1), (Starts{0, 3, 6}));
  EXPECT_EQ(window_starts(11, 4, 1), (Starts{0, 3, 6, 7}));
  EXPECT_EQ(window_starts(4, 4, 1), (Starts{0}));
  EXPECT_EQ(window_starts(1, 4, 1), (Starts{0}));
  EXPECT_EQ(window_starts(8, 4, 0), (Starts{0, 4}));
}

TEST(WindowStarts, CoverEveryPosition) {
  for (int size = 1; size < 60; ++size)
    for (int window = 1; window < 12; ++window)
      for (int overlap = 0; overlap < window; ++overlap) {
        int reached = 0;
        for (const int start : window_starts(size, window, overlap)) {
          ASSERT_LE(start, reached);
          reached = std::min(size, start + window);
        }
        ASSERT_EQ(reached, size);
      }
}

}  // namespace
}  // namespace perpixel
