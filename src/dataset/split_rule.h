// Which examples of an undivided set belong to train, val and test.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "dataset/dataset.h"

namespace perpixel {

/// The indices of `split` among `names` (in their natural order), ascending. Options `val=` and `test=` say
///   0.2      that share of the pictures: the last ones, or by a hash of the name with `by=hash`
///   20-23    those whose last number is in the range
///   a+b+c    those names
/// Without `val=`, val is the last sixth (rounded, at least 1 of 2); train is what no other split has; "all"
/// is all. Throws bad_value for a malformed rule, a name that matches nothing, or an unknown split.
std::vector<std::size_t> indices_of_split(const std::vector<std::string>& names, const DataSpec& spec,
                                          const std::string& split);

/// Leaves the pairs of `split` in the listing of an undivided set.
void keep_split(PairListing& listing, const DataSpec& spec, const std::string& split);

/// train, val, and test when the options name one.
std::vector<std::string> splits_of_rule(const DataSpec& spec);

/// A stable 64-bit hash of a name and a seed, equal on every machine.
std::uint64_t name_hash(const std::string& name, std::uint64_t seed);

}  // namespace perpixel
