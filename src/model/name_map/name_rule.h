// One line of a name map: how a layer is called elsewhere and here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace perpixel {

/// Patterns are text with wildcards, `#` (a decimal number), `*` (one or more characters without a point) and
/// `**` (one or more characters); both sides hold the same wildcards in the same order, so that a rule reads
/// in both directions. `@` at the start of our side stands for the prefix of the model's trunk ("backbone.",
/// or nothing).
struct NameRule {
  std::string foreign;
  std::string ours;  // "" = known there and not needed here
};

/// `name` read by the pattern `from` and written by `to`; nothing when it does not match. Of several readings
/// the one whose earliest wildcards are shortest.
std::optional<std::string> rewritten(std::string_view name, std::string_view from, std::string_view to);

}  // namespace perpixel
