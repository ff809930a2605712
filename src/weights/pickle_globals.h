// Which names a pickle may mention.
#pragma once

#include <optional>
#include <string_view>

namespace perpixel {

/// The table's own copy of "module.name" when it is one of the names that weight files of PyTorch and NumPy
/// consist of, else nothing. None is ever imported or called: they tell the readers what a value is.
std::optional<std::string_view> allowed_global(std::string_view name);

/// Whether calling it would give an empty dict, or one with the pairs of its argument.
bool is_dict_type(std::string_view name);

}  // namespace perpixel
