#include "report/html.h"

#include <gtest/gtest.h>

#include <cmath>

namespace perpixel {
namespace {

TEST(Html, TextIsMadeSafe) {
  EXPECT_EQ(escape_html("<a href='x'>&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
}

TEST(Html, Numbers) {
  EXPECT_EQ(fixed_text(61.826, 2), "61.83");
  EXPECT_EQ(fixed_text(std::nullopt, 2), "–");
  EXPECT_EQ(fixed_text(std::nan(""), 2), "–");
  EXPECT_EQ(short_text(0.002), "0.002");
  EXPECT_EQ(short_text(0.123456), "0.1235");
  EXPECT_EQ(grouped_text(7), "7");
  EXPECT_EQ(grouped_text(123), "123");
  EXPECT_EQ(grouped_text(1234567), "1,234,567");
  EXPECT_EQ(css_color({255, 0, 10}), "#ff000a");
}

TEST(Html, PicturesAreInline) {
  EXPECT_EQ(inline_image({'f'}, "image/png", "a\"b"),
            "<img src=\"data:image/png;base64,Zg==\" alt=\"a&quot;b\">");
}

}  // namespace
}  // namespace perpixel
