#include "runtime/kernel/cpu.h"

#include <gtest/gtest.h>

#include "runtime/error_of.h"

namespace perpixel {
namespace {

TEST(Cpu, TheBaselineIsAlwaysThere) {
  ASSERT_FALSE(cpu_levels().empty());
  EXPECT_EQ(cpu_levels().front(), "scalar");
}

TEST(Cpu, NamesWhatItDoesNotKnow) {
  const Error error = error_of([] { use_cpu_level("avx51"); });
  EXPECT_EQ(error.code(), ErrorCode::bad_value);
  EXPECT_TRUE(mentions(error, "PERPIXEL_CPU = avx51 is no instruction set | did you mean `avx512`?"));
}

}  // namespace
}  // namespace perpixel
