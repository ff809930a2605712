#include "input_files.h"

#include <glob.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>

#include "error/error.h"
#include "file/file.h"
#include "image/codec.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pictures_below(const fs::path& folder) {
  auto found = files_below(folder, fs::directory_options::skip_permission_denied);
  std::erase_if(found, [](const fs::path& file) { return !has_image_extension(file); });
  return found;
}

void require_any(const std::vector<fs::path>& found, const std::string& input) {
  if (!found.empty()) return;
  throw Error(ErrorCode::file_not_found, shortened(input) + ": no picture in this folder",
              "pictures end in .jpg, .png or .tif");
}

std::vector<fs::path> matches_of(const std::string& pattern) {
  glob_t result = {};
  std::vector<fs::path> found;
  if (::glob(pattern.c_str(), GLOB_BRACE | GLOB_TILDE, nullptr, &result) == 0) {
    for (std::size_t i = 0; i < result.gl_pathc; ++i) found.emplace_back(result.gl_pathv[i]);
  }
  ::globfree(&result);
  if (found.empty())
    throw Error(ErrorCode::file_not_found, shortened(pattern) + ": nothing matches",
                "check the pattern and its folder");
  return found;
}

std::string trimmed(const std::string& line) {
  const auto first = line.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

/// Paths of a list; those that are no absolute ones lie beside it, or else below the current folder.
std::vector<fs::path> listed(std::istream& in, const fs::path& beside, bool is_csv) {
  std::vector<fs::path> found;
  for (std::string line; std::getline(in, line);) {
    if (is_csv) line = line.substr(0, line.find(','));
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    const fs::path here = beside / line;
    found.push_back(!path_exists(here) && path_exists(line) ? fs::path(line) : here);
  }
  return found;
}

bool has_wildcard(const std::string& text) { return text.find_first_of("*?[{") != std::string::npos; }

/// The files that match, and the pictures below the folders that do.
std::vector<fs::path> matching(const std::string& pattern) {
  std::vector<fs::path> files;
  for (const auto& match : matches_of(pattern)) {
    if (!is_folder(match))
      files.push_back(match);
    else
      for (auto& file : pictures_below(match)) files.push_back(std::move(file));
  }
  require_any(files, pattern);
  return files;
}

std::vector<fs::path> expanded(const std::string& input) {
  if (input == "-") return listed(std::cin, "", false);
  const fs::path path = input;
  if (is_folder(path)) {
    auto found = pictures_below(path);
    require_any(found, input);
    return found;
  }
  const std::string ending = path.extension().string();
  if (ending == ".txt" || ending == ".csv") {
    std::ifstream in(path);
    if (!in)
      throw Error(ErrorCode::file_not_found, shortened(input) + ": cannot read this list",
                  "a list holds one path a line");
    return listed(in, path.parent_path(), ending == ".csv");
  }
  if (!path_exists(path) && has_wildcard(input)) return matching(input);
  return {path};
}

fs::path common_root(const std::vector<fs::path>& absolute) {
  fs::path root = absolute.front().parent_path();
  for (const auto& path : absolute) {
    const fs::path folder = path.parent_path();
    fs::path shared;
    for (auto a = root.begin(), b = folder.begin(); a != root.end() && b != folder.end() && *a == *b;
         ++a, ++b)
      shared /= *a;
    root = shared;
  }
  return root;
}

std::string stem_below(const fs::path& root, const fs::path& file) {
  return file.lexically_relative(root).replace_extension().generic_string();
}

std::string unique_stem(const std::string& stem, const fs::path& file, std::set<std::string>& taken) {
  std::string name = stem;
  if (!taken.insert(name).second) {
    name = stem + "_" + (file.has_extension() ? file.extension().string().substr(1) : "0");
    for (int i = 2; !taken.insert(name).second; ++i) name = stem + "_" + std::to_string(i);
  }
  return name;
}

}  // namespace

std::vector<InputFile> input_files(const std::vector<std::string>& inputs) {
  std::vector<fs::path> paths, absolute;
  std::set<fs::path> seen;
  for (const auto& input : inputs) {
    for (auto& path : expanded(input)) {
      fs::path full = absolute_path(path);
      if (!seen.insert(full).second) continue;
      paths.push_back(std::move(path));
      absolute.push_back(std::move(full));
    }
  }
  if (paths.empty())
    throw Error(ErrorCode::file_not_found, "no input picture", "give files, folders, globs or a list");
  const fs::path root = common_root(absolute);
  std::vector<InputFile> files;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    files.push_back({paths[i], unique_stem(stem_below(root, absolute[i]), absolute[i], taken)});
  }
  return files;
}

}  // namespace perpixel
