// Names in the order people count: slice_2 before slice_10.
#pragma once

#include <string_view>

namespace perpixel {

/// Digit runs compare by value, other characters by byte; of equal values the one with fewer leading zeros is
/// first. A strict weak order, total on distinct names.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace perpixel
