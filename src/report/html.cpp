#include "report/html.h"

#include <cmath>
#include <cstdio>

#include "report/base64.h"

namespace perpixel {

namespace {

std::string formatted(const char* format, int precision, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, precision, value);
  return text;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string fixed_text(std::optional<double> value, int decimals) {
  if (!value || !std::isfinite(*value)) return "–";
  return formatted("%.*f", decimals, *value);
}

std::string short_text(double value) { return formatted("%.*g", 4, value); }

std::string grouped_text(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, ",");
  return digits;
}

std::string css_color(Rgb color) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", color.r, color.g, color.b);
  return text;
}

std::string inline_image(const Bytes& file, const std::string& mime, const std::string& alt) {
  return "<img src=\"data:" + mime + ";base64," + base64(file) + "\" alt=\"" + escape_html(alt) + "\">";
}

}  // namespace perpixel
