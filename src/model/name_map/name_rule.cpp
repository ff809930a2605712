#include "model/name_map/name_rule.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace perpixel {

namespace {

enum class Wildcard { none, number, word, rest };

/// What the pattern begins with.
Wildcard wildcard_at(std::string_view pattern) {
  if (pattern.starts_with("**")) return Wildcard::rest;
  if (pattern.starts_with('*')) return Wildcard::word;
  return pattern.starts_with('#') ? Wildcard::number : Wildcard::none;
}

std::size_t length_of(Wildcard wildcard) { return wildcard == Wildcard::rest ? 2 : 1; }

bool takes(Wildcard wildcard, char letter) {
  if (wildcard == Wildcard::number) return letter >= '0' && letter <= '9';
  return wildcard == Wildcard::rest || letter != '.';
}

/// How many characters from the start of `name` the wildcard can take at most.
std::size_t reach(Wildcard wildcard, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::find_if(name, [&](char letter) { return !takes(wildcard, letter); }) - name.begin());
}

/// A depth of one call for each wildcard: patterns are ours, names are not.
bool matches(std::string_view name, std::string_view pattern, std::vector<std::string_view>& taken) {
  while (!pattern.empty() && wildcard_at(pattern) == Wildcard::none) {
    if (name.empty() || name[0] != pattern[0]) return false;
    name.remove_prefix(1);
    pattern.remove_prefix(1);
  }
  if (pattern.empty()) return name.empty();
  const Wildcard wildcard = wildcard_at(pattern);
  const std::string_view after = pattern.substr(length_of(wildcard));
  const std::size_t most = reach(wildcard, name);
  // A wildcard at the end takes all; a number is never cut in two.
  const std::size_t least =
      after.empty() || wildcard == Wildcard::number ? std::max<std::size_t>(1, most) : 1;
  for (std::size_t length = least; length <= most; ++length) {
    taken.push_back(name.substr(0, length));
    if (matches(name.substr(length), after, taken)) return true;
    taken.pop_back();
  }
  return false;
}

}  // namespace

std::optional<std::string> rewritten(std::string_view name, std::string_view from, std::string_view to) {
  std::vector<std::string_view> taken;
  if (!matches(name, from, taken)) return std::nullopt;
  std::string text;
  std::size_t next = 0;
  while (!to.empty()) {
    const Wildcard wildcard = wildcard_at(to);
    if (wildcard == Wildcard::none)
      text += to[0];
    else
      text += taken.at(next++);
    to.remove_prefix(length_of(wildcard));
  }
  return text;
}

}  // namespace perpixel
