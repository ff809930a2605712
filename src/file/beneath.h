// Files named by a file that comes from outside.
#pragma once

#include <filesystem>
#include <string>

#include "file/file.h"

namespace perpixel {

/// Maps `relative`, which the kernel keeps inside `folder` while it follows the path (openat2,
/// RESOLVE_BENEATH): no "..", no absolute path, no symbolic link anywhere on the way. Throws file_unreadable
/// for a path that leaves, file_not_found, and unsupported where the kernel has no openat2 (Linux before
/// 5.6): checking the path beforehand would be a race.
MappedFile map_file_beneath(const std::filesystem::path& folder, const std::string& relative);

}  // namespace perpixel
