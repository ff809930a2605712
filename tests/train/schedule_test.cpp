#include "train/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"

namespace perpixel {
namespace {

// DeepLab v2's poly policy: lr0 2.5e-4, iteration 10,000 of 20,000: 2.5e-4 * 0.5^0.9 = 1.3397e-4.
TEST(Schedule, PolyHalfWay) {
  const Schedule schedule{.kind = ScheduleKind::poly, .base_lr = 2.5e-4, .iterations = 20000, .power = 0.9};
  EXPECT_NEAR(learning_rate(schedule, 10000), 1.3397e-4, 1e-8);
  EXPECT_DOUBLE_EQ(learning_rate(schedule, 0), 2.5e-4);
}

// By hand: a factor of 0.1 at 2000 and again at 4000.
TEST(Schedule, StepsMultiply) {
  const Schedule schedule{
      .kind = ScheduleKind::step, .base_lr = 1e-3, .iterations = 6000, .steps = {2000, 4000}};
  EXPECT_DOUBLE_EQ(learning_rate(schedule, 1999), 1e-3);
  EXPECT_DOUBLE_EQ(learning_rate(schedule, 2000), 1e-4);
  EXPECT_NEAR(learning_rate(schedule, 5999), 1e-5, 1e-18);
}

// By hand: the cosine is 1 at the start, 1/2 half way, 0 at the end.
TEST(Schedule, Cosine) {
  const Schedule schedule{.kind = ScheduleKind::cosine, .base_lr = 2, .iterations = 100};
  EXPECT_DOUBLE_EQ(learning_rate(schedule, 0), 2);
  EXPECT_NEAR(learning_rate(schedule, 50), 1, 1e-12);
  EXPECT_NEAR(learning_rate(schedule, 100), 0, 1e-12);
}

// Property: warm-up starts at a thousandth, rises, and has no effect from its end on.
TEST(Schedule, WarmUpRisesToTheSchedule) {
  Schedule schedule{.kind = ScheduleKind::constant, .base_lr = 1, .iterations = 100, .warmup = 10};
  EXPECT_DOUBLE_EQ(learning_rate(schedule, 0), 1e-3);
  for (int i = 1; i < 10; ++i) EXPECT_GT(learning_rate(schedule, i), learning_rate(schedule, i - 1));
  EXPECT_DOUBLE_EQ(learning_rate(schedule, 10), 1);
}

TEST(Schedule, UnknownNameNamesTheNearest) {
  try {
    schedule_kind_of("pol");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_value);
    EXPECT_NE(error.hint().find("poly"), std::string::npos);
  }
}

}  // namespace
}  // namespace perpixel
