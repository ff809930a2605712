#include "dataset/natural_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace perpixel {
namespace {

TEST(NaturalOrder, NumbersCountByValue) {
  std::vector<std::string> names{"a10", "a9", "a1b2", "a1b10", "a", "b1", "a01", "a1"};
  std::sort(names.begin(), names.end(), natural_less);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "a1", "a01", "a1b2", "a1b10", "a9", "a10", "b1"}));
}

TEST(NaturalOrder, DigitRunsLongerThanAnyInteger) {
  EXPECT_TRUE(natural_less("x99999999999999999999999998", "x99999999999999999999999999"));
  EXPECT_FALSE(natural_less("x99999999999999999999999999", "x99999999999999999999999998"));
}

// Property: a strict total order on distinct names.
TEST(NaturalOrder, IsAStrictTotalOrder) {
  std::mt19937 random(1);
  std::vector<std::string> names;
  for (int i = 0; i < 60; ++i) {
    std::string name;
    for (unsigned k = random() % 5; k > 0; --k) name += "01ab9"[random() % 5];
    names.push_back(name);
  }
  for (const auto& a : names) {
    EXPECT_FALSE(natural_less(a, a));
    for (const auto& b : names) {
      if (a != b) {
        EXPECT_NE(natural_less(a, b), natural_less(b, a)) << a << " " << b;
      }
      for (const auto& c : names) {
        if (natural_less(a, b) && natural_less(b, c)) {
          EXPECT_TRUE(natural_less(a, c)) << a << b << c;
        }
      }
    }
  }
}

}  // namespace
}  // namespace perpixel
