#include "weights/pickle_text.h"

#include <gtest/gtest.h>

namespace perpixel {
namespace {

// What Python 2's repr writes.
TEST(PickleText, StringLiterals) {
  EXPECT_EQ(unescaped_string(R"('a\n\\\'\x00\xff')"), std::string("a\n\\'\0\xff", 6));
  EXPECT_EQ(unescaped_string(R"("it's")"), "it's");
  for (const char* broken : {"", "'", "a", "'a\"", R"('\')", R"('\x1')", R"('\xzz')", R"('\q')"})
    EXPECT_FALSE(unescaped_string(broken)) << broken;
}

// e acute is one Latin-1 byte in the file and two in UTF-8; the face needs eight digits.
TEST(PickleText, RawUnicodeEscape) {
  EXPECT_EQ(unescaped_unicode("a\xe9\\u20ac\\U0001f600\\n"), "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\\n");
  for (const char* broken : {"\\u12", "\\uzzzz", "\\U00110000"})
    EXPECT_FALSE(unescaped_unicode(broken)) << broken;
}

TEST(PickleText, Latin1) {
  EXPECT_EQ(latin1_of_utf8("a\xc2\x80\xc3\xbf"), "a\x80\xff");
  for (const char* broken : {"\xe2\x82\xac", "\xc3", "\xff",
                             "\xc3"
                             "a"})
    EXPECT_FALSE(latin1_of_utf8(broken));
}

}  // namespace
}  // namespace perpixel
