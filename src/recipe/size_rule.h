// The names of size rules in files.
#pragma once

#include <array>
#include <utility>

#include "recipe/recipe.h"

namespace perpixel {

inline constexpr std::array<std::pair<SizeRule, const char*>, 4> kSizeRuleNames{
    {{SizeRule::native, "native"},
     {SizeRule::factor, "factor"},
     {SizeRule::short_side, "short_side"},
     {SizeRule::fixed, "fixed"}}};

}  // namespace perpixel
