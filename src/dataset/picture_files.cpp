#include "dataset/picture_files.h"

#include <algorithm>
#include <array>

#include "dataset/natural_order.h"
#include "error/error.h"
#include "image/codec.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr int kMaxDepth = 8;  // symbolic links may form circles

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

void sort_naturally(std::vector<fs::path>& paths) {
  std::sort(paths.begin(), paths.end(),
            [](const fs::path& a, const fs::path& b) { return natural_less(a.string(), b.string()); });
}

fs::recursive_directory_iterator walk(const fs::path& folder) {
  std::error_code error;
  fs::recursive_directory_iterator entries(folder, fs::directory_options::follow_directory_symlink, error);
  if (error) {
    throw Error(ErrorCode::dataset_layout, folder.string() + ": cannot list this folder: " + error.message());
  }
  return entries;
}

constexpr std::array kExtensions{".jpg", ".png", ".jpeg", ".tif", ".tiff",
                                 ".JPG", ".PNG", ".JPEG", ".TIF", ".TIFF"};

}  // namespace

std::vector<fs::path> list_pictures(const fs::path& folder) {
  std::vector<fs::path> pictures;
  std::error_code error;
  for (auto entries = walk(folder); entries != fs::recursive_directory_iterator(); entries.increment(error)) {
    if (error) throw Error(ErrorCode::file_unreadable, folder.string() + ": " + error.message());
    const fs::path& path = entries->path();
    if (is_hidden(path) || entries.depth() >= kMaxDepth) {
      entries.disable_recursion_pending();
    } else if (has_image_extension(path) && entries->is_regular_file(error)) {
      pictures.push_back(path);
    }
  }
  sort_naturally(pictures);
  return pictures;
}

std::vector<fs::path> list_folders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!is_hidden(entry.path()) && entry.is_directory(error)) folders.push_back(entry.path());
  }
  sort_naturally(folders);
  return folders;
}

std::string stem_below(const fs::path& path, const fs::path& folder) {
  fs::path relative = path.lexically_relative(folder);
  if (relative.empty()) relative = path.filename();
  return relative.replace_extension().generic_string();
}

fs::path find_picture(const fs::path& folder, const std::string& name) {
  for (const char* extension : kExtensions) {
    const fs::path path = folder / (name + extension);
    if (is_file(path)) return path;
  }
  return {};
}

}  // namespace perpixel
