// A key that the schema does not know.
#pragma once

#include <string>

namespace perpixel {

/// Throws unknown_key with the nearest known keys: "lr" -> train.lr, "train.lrr" -> train.lr.
[[noreturn]] void refuse_unknown_key(const std::string& key, const std::string& where);

}  // namespace perpixel
