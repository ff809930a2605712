#include "train/optimizer_options.h"

#include <algorithm>
#include <array>

#include "error/error.h"

namespace perpixel {

OptimizerKind optimizer_kind_of(const std::string& name) {
  const std::array<std::string, 3> known{"sgd", "adam", "adamw"};
  const auto found = std::ranges::find(known, name);
  if (found == known.end())
    throw Error(ErrorCode::bad_value, "train.optimizer = " + name, did_you_mean(name, known));
  return static_cast<OptimizerKind>(found - known.begin());
}

}  // namespace perpixel
