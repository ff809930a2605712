#include "weights/pickle_text.h"

#include <charconv>
#include <cstdint>
#include <utility>

namespace perpixel {

namespace {

/// `count` hexadecimal digits at the beginning of `text`.
std::optional<std::uint32_t> hexadecimal(std::string_view text, std::size_t count) {
  if (text.size() < count) return {};
  std::uint32_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + count, value, 16);
  if (failure != std::errc() || end != text.data() + count) return {};
  return value;
}

void append_utf8(std::string& to, std::uint32_t character) {
  const auto tail = [&](int shift) { to += static_cast<char>(0x80 | (character >> shift & 0x3F)); };
  if (character < 0x80) {
    to += static_cast<char>(character);
  } else if (character < 0x800) {
    to += static_cast<char>(0xC0 | character >> 6);
    tail(0);
  } else if (character < 0x10000) {
    to += static_cast<char>(0xE0 | character >> 12);
    tail(6), tail(0);
  } else {
    to += static_cast<char>(0xF0 | character >> 18);
    tail(12), tail(6), tail(0);
  }
}

constexpr std::pair<char, char> kEscapes[] = {{'\\', '\\'}, {'\'', '\''}, {'"', '"'},  {'n', '\n'},
                                              {'r', '\r'},  {'t', '\t'},  {'a', '\a'}, {'b', '\b'},
                                              {'f', '\f'},  {'v', '\v'}};

std::optional<char> simple_escape(char letter) {
  for (const auto& [from, to] : kEscapes)
    if (letter == from) return to;
  return {};
}

}  // namespace

std::optional<std::string> unescaped_string(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != literal.back() ||
      (literal.front() != '\'' && literal.front() != '"'))
    return {};
  const std::string_view text = literal.substr(1, literal.size() - 2);
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    if (++i == text.size()) return {};
    if (const auto simple = simple_escape(text[i])) {
      bytes += *simple;
    } else if (const auto value = hexadecimal(text.substr(i + 1), 2); text[i] == 'x' && value) {
      bytes += static_cast<char>(*value);
      i += 2;
    } else {
      return {};
    }
  }
  return bytes;
}

std::optional<std::string> unescaped_unicode(std::string_view text) {
  std::string utf8;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char kind = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (kind != 'u' && kind != 'U') {
      append_utf8(utf8, static_cast<std::uint8_t>(text[i]));
      continue;
    }
    const std::size_t digits = kind == 'u' ? 4 : 8;
    const auto character = hexadecimal(text.substr(i + 2), digits);
    if (!character || *character > 0x10FFFF) return {};
    append_utf8(utf8, *character);
    i += 1 + digits;
  }
  return utf8;
}

std::optional<std::string> latin1_of_utf8(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    if (lead < 0x80) {
      bytes += text[i];
      continue;
    }
    const auto tail = static_cast<std::uint8_t>(i + 1 < text.size() ? text[i + 1] : 0);
    if ((lead != 0xC2 && lead != 0xC3) || (tail & 0xC0) != 0x80) return {};
    bytes += static_cast<char>(lead << 6 | (tail & 0x3F));
    ++i;
  }
  return bytes;
}

}  // namespace perpixel
