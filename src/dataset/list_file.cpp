#include "dataset/list_file.h"

#include <sstream>

#include "dataset/picture_files.h"
#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

/// "/a/b/c.png" -> a, b, c.png
std::vector<std::string> components(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream stream(path);
  for (std::string part; std::getline(stream, part, '/');) {
    if (!part.empty() && part != "." && part != "..") parts.push_back(part);
  }
  return parts;
}

fs::path below(const fs::path& root, const std::vector<std::string>& parts, std::size_t from) {
  fs::path path = root;
  for (std::size_t i = from; i < parts.size(); ++i) path /= parts[i];
  return path;
}

}  // namespace

std::vector<ListLine> read_list(const fs::path& path) {
  std::istringstream text(read_text_file(path));
  std::vector<ListLine> lines;
  int number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    std::istringstream words(line);
    ListLine entry{.line = number};
    for (std::string word; words >> word;) entry.words.push_back(word);
    if (!entry.words.empty() && !entry.words.front().starts_with("#")) lines.push_back(std::move(entry));
  }
  return lines;
}

std::string place_of(const fs::path& list, const ListLine& line) {
  return list.string() + ":" + std::to_string(line.line);
}

fs::path resolve_listed(const fs::path& root, const std::string& listed) {
  if (is_file(fs::path(listed)) && fs::path(listed).is_absolute()) return listed;
  if (is_file(root / fs::path(listed).relative_path())) return root / fs::path(listed).relative_path();
  const std::vector<std::string> parts = components(listed);
  for (std::size_t from = 0; from < parts.size(); ++from) {
    const fs::path path = below(root, parts, from);
    if (is_file(path)) return path;
    const fs::path other = find_picture(path.parent_path(), path.stem().string());
    if (!other.empty()) return other;
  }
  return {};
}

}  // namespace perpixel
