// The picture files of a folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "file/file.h"

namespace perpixel {

/// All pictures below `folder`, hidden ones left out, in natural order. Throws dataset_layout without the
/// folder.
std::vector<std::filesystem::path> list_pictures(const std::filesystem::path& folder);
/// The folders directly in `folder`, in natural order.
std::vector<std::filesystem::path> list_folders(const std::filesystem::path& folder);
/// `path` relative to `folder`, without extension, with forward slashes.
std::string stem_below(const std::filesystem::path& path, const std::filesystem::path& folder);
/// FOLDER/NAME with the first picture extension for which a file exists; empty when there is none.
std::filesystem::path find_picture(const std::filesystem::path& folder, const std::string& name);

}  // namespace perpixel
