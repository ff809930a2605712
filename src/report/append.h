// Growing a log file.
#pragma once

#include <filesystem>
#include <string_view>

namespace perpixel {

/// Appends the bytes in one piece; they are with the system when it returns, so they survive a killed
/// process. Creates the file. Throws disk_full or cannot_write.
void append_to_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace perpixel
