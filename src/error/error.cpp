#include "error/error.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace perpixel {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string error_code_text(ErrorCode code) {
  char text[16];
  std::snprintf(text, sizeof text, "E%04d", static_cast<int>(code));
  return text;
}

std::string nearest_name(std::string_view wanted, std::span<const std::string> candidates) {
  std::string best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, candidate);
    const std::size_t limit = std::max<std::size_t>(1, std::max(wanted.size(), candidate.size()) * 2 / 5);
    if (distance <= limit && (best.empty() || distance < best_distance)) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view wanted, std::span<const std::string> candidates) {
  if (const std::string near = nearest_name(wanted, candidates); !near.empty())
    return "did you mean `" + near + "`?";
  std::string list = "known: ";
  constexpr std::size_t kMost = 12;
  for (std::size_t i = 0; i < std::min(kMost, candidates.size()); ++i)
    list += (i ? ", " : "") + candidates[i];
  if (candidates.size() > kMost) list += ", ...";
  return list;
}

}  // namespace perpixel
