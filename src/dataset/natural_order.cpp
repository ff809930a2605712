#include "dataset/natural_order.h"

#include <cstddef>

namespace perpixel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The digits that start at `at`, which moves behind them.
std::string_view take_digits(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return text.substr(begin, at - begin);
}

std::string_view without_leading_zeros(std::string_view digits) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

/// -1, 0, 1 by value; digit runs may be longer than any integer type.
int compare_numbers(std::string_view a, std::string_view b) {
  a = without_leading_zeros(a), b = without_leading_zeros(b);
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  const int order = a.compare(b);
  return (order > 0) - (order < 0);
}

int compare_natural(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      if (const int order = compare_numbers(take_digits(a, i), take_digits(b, j)); order != 0) return order;
    } else if (a[i] != b[j]) {
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]) ? -1 : 1;
    } else {
      ++i, ++j;
    }
  }
  return (i < a.size()) - (j < b.size());
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const int order = compare_natural(a, b);
  if (order != 0) return order < 0;
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace perpixel
