// INPUT... of predict: files, folders, globs, list files, - (a list on standard input).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace perpixel {

struct InputFile {
  std::filesystem::path path;
  std::string stem;  // path relative to the common root without extension, "/" between folders; unique
};

/// Folders are walked recursively for pictures, in name order; lists (.txt, .csv: first column) hold one path
/// a line, relative to the list's folder or else to the current one, # begins a comment. The common root is
/// the deepest folder that holds every file. A file given twice counts once; equal stems (a.jpg, a.png) get
/// their extension ("a_png"). Files that do not exist stay in the list: reading them fails later, the others
/// are done. Throws file_not_found for a folder or glob without any picture.
std::vector<InputFile> input_files(const std::vector<std::string>& inputs);

}  // namespace perpixel
