// Small pieces of HTML text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "file/file.h"
#include "image/codec.h"

namespace perpixel {

/// Text made safe for element content and quoted attributes.
std::string escape_html(std::string_view text);

/// "61.83"; "–" for nothing and for NaN.
std::string fixed_text(std::optional<double> value, int decimals);
/// Four significant digits: "0.002", "1234", "1.2e+06".
std::string short_text(double value);
/// "1,234,567".
std::string grouped_text(std::uint64_t count);

/// "#rrggbb".
std::string css_color(Rgb color);

/// <img> with the file inside it; `mime` like "image/png".
std::string inline_image(const Bytes& file, const std::string& mime, const std::string& alt);

}  // namespace perpixel
