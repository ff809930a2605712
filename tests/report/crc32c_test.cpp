#include "report/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace perpixel {
namespace {

// RFC 3720, appendix B.4, and the usual check value of "123456789".
TEST(Crc32c, KnownValues) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  EXPECT_EQ(crc32c(""), 0u);
}

// By hand: 0 rotated is 0, plus the constant.
TEST(Crc32c, MaskAddsTheConstant) { EXPECT_EQ(masked_crc32c(""), 0xA282EAD8u); }

}  // namespace
}  // namespace perpixel
