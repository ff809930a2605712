// The same layers on another input.
#pragma once

#include "graph/layers.h"

namespace perpixel {

/// What `result` would be with `other` in place of `from`: the nodes between them once more, their names with
/// `suffix`, on the same parameters (gradients add up). `other` may have another size.
Value repeat_on(Value from, Value result, Value other, const std::string& suffix);

}  // namespace perpixel
