#include "dataset/folder_layout.h"

#include <algorithm>
#include <array>
#include <optional>

#include "dataset/picture_files.h"
#include "error/error.h"
#include "image/codec.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr std::array kImageFolders{"images",   "image",  "imgs",     "img", "img_dir", "jpegimages",
                                   "pictures", "photos", "imagestr", "raw", "frames",  "x"};
constexpr std::array kMaskFolders{
    "masks",        "mask",          "labels", "label",       "annotations",
    "annotation",   "ann_dir",       "annots", "annot",       "segmentationclass",
    "segmentation", "segmentations", "gt",     "groundtruth", "ground_truth",
    "labelstr",     "targets",       "truth",  "semantic",    "y"};
constexpr std::array kMaskEndings{"annot", "_annot", "_masks", "_mask", "_labels", "_label", "_gt"};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// The first of `names` that is a folder in `parent`, whatever its case.
template <class Names>
fs::path folder_named(const fs::path& parent, const Names& names) {
  const std::vector<fs::path> folders = list_folders(parent);
  for (const char* name : names) {
    for (const fs::path& folder : folders) {
      if (lower(folder.filename().string()) == name) return folder;
    }
  }
  return {};
}

std::map<std::string, fs::path> split_folders(const fs::path& parent) {
  std::map<std::string, fs::path> found;
  for (const fs::path& folder : list_folders(parent)) {
    const std::string split = split_name_of_folder(folder.filename().string());
    if (split == "train" || split == "val" || split == "test") found.emplace(split, folder);
  }
  return found;
}

/// ROOT/train/images with ROOT/train/masks.
std::map<std::string, FolderSide> splits_outside(const fs::path& root) {
  std::map<std::string, FolderSide> sides;
  for (const auto& [split, folder] : split_folders(root)) {
    const fs::path images = folder_named(folder, kImageFolders), masks = folder_named(folder, kMaskFolders);
    if (!images.empty() && !masks.empty()) sides[split] = {images, masks, {}};
  }
  return sides;
}

/// ROOT/train with ROOT/train_masks.
std::map<std::string, FolderSide> splits_beside(const fs::path& root) {
  std::map<std::string, FolderSide> sides;
  for (const auto& [split, folder] : split_folders(root)) {
    for (const char* ending : kMaskEndings) {
      const fs::path masks = root / (folder.filename().string() + ending);
      if (is_folder(masks)) sides.emplace(split, FolderSide{folder, masks, {}});
    }
  }
  return sides;
}

bool holds_pictures(const fs::path& folder) {
  std::error_code error;
  const fs::directory_iterator entries(folder, error);
  return !error && std::any_of(begin(entries), end(entries), [](const fs::directory_entry& entry) {
    return has_image_extension(entry.path());
  });
}

std::string folders_text(const fs::path& root) {
  std::string text;
  for (const fs::path& folder : list_folders(root))
    text += (text.empty() ? "" : ", ") + folder.filename().string();
  return text.empty() ? "no folders" : "the folders " + text;
}

fs::path option_folder(const DataSpec& spec, const fs::path& root, const char* key) {
  const fs::path folder = root / *spec.option(key);
  if (is_folder(folder)) return folder;
  throw Error(ErrorCode::dataset_layout, spec.kind + ":" + spec.path + ": " + key + "=" + *spec.option(key) +
                                             ": no folder " + folder.string());
}

std::optional<FolderLayout> layout_of_options(const DataSpec& spec, const fs::path& root) {
  const bool images = spec.option("images") != nullptr, masks = spec.option("masks") != nullptr;
  if (!images && !masks) return std::nullopt;
  if (images != masks) {
    throw Error(ErrorCode::bad_value,
                spec.kind + ":" + spec.path + ": images= and masks= are given together");
  }
  return layout_of(root, option_folder(spec, root, "images"), option_folder(spec, root, "masks"));
}

}  // namespace

std::string split_name_of_folder(const std::string& folder) {
  const std::string name = lower(folder);
  if (name == "training" || name == "train") return "train";
  if (name == "validation" || name == "valid" || name == "val") return "val";
  if (name == "testing" || name == "test") return "test";
  return folder;
}

FolderLayout layout_of(const fs::path& root, const fs::path& images, const fs::path& masks) {
  FolderLayout layout{.root = root};
  const auto image_splits = split_folders(images), mask_splits = split_folders(masks);
  for (const auto& [split, folder] : image_splits) {
    const auto mask = mask_splits.find(split);
    if (mask != mask_splits.end()) layout.sides[split] = {folder, mask->second, {}};
  }
  if (layout.sides.empty()) layout.sides[""] = {images, masks, {}};
  return layout;
}

FolderLayout find_folder_layout(const DataSpec& spec) {
  const fs::path root = spec.path.empty() ? fs::path(".") : fs::path(spec.path);
  if (!is_folder(root))
    throw Error(ErrorCode::dataset_layout, spec.kind + ":" + spec.path + ": no such folder");
  if (const auto given = layout_of_options(spec, root)) return *given;
  const fs::path images = folder_named(root, kImageFolders), masks = folder_named(root, kMaskFolders);
  if (!images.empty() && !masks.empty()) return layout_of(root, images, masks);
  if (auto sides = splits_outside(root); !sides.empty()) return {root, std::move(sides)};
  if (auto sides = splits_beside(root); !sides.empty()) return {root, std::move(sides)};
  if (holds_pictures(root)) return {root, {{"", FolderSide{root, root, {}}}}};
  throw Error(
      ErrorCode::dataset_layout,
      spec.kind + ":" + spec.path + ": no pair of picture and mask folders; found " + folders_text(root),
      "expected images/ and masks/ (or image/label, img_dir/ann_dir ...), or give images=DIR,masks=DIR");
}

}  // namespace perpixel
