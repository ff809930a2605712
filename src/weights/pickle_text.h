// The ways in which pickles write texts and bytes down.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace perpixel {

/// Python 2's string literal, quotes included ('a\x00\n'): its bytes, or nothing when it is broken.
std::optional<std::string> unescaped_string(std::string_view literal);

/// "raw-unicode-escape" (Latin-1 with \uXXXX and \UXXXXXXXX) as UTF-8, or nothing when an escape is broken.
std::optional<std::string> unescaped_unicode(std::string_view text);

/// The bytes that UTF-8 characters up to 255 stand for, or nothing when there are others.
std::optional<std::string> latin1_of_utf8(std::string_view text);

}  // namespace perpixel
