// What all kinds of data sets do with their specification.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include "dataset/pairs.h"

namespace perpixel {

/// The table a user gave (option table=, or classes.yaml in `root`), else `otherwise`.
ClassList table_or(const DataSpec& spec, const std::filesystem::path& root, ClassList otherwise);
/// Whether such a table exists.
bool has_own_table(const DataSpec& spec, const std::filesystem::path& root);

/// Throws unknown_key for an option that the kind does not know. `table` is known to all.
void require_known_options(const DataSpec& spec, std::initializer_list<const char*> known);

/// True when the first mask that can be read is a colour picture (RGB, not grey).
bool first_mask_is_colored(const std::vector<Pair>& pairs);

/// "camvid train", "membrane val".
std::string dataset_name(const DataSpec& spec, const std::string& split);

}  // namespace perpixel
