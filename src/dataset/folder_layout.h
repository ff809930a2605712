// Where the pictures and masks of a set of folders lie.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "dataset/dataset.h"

namespace perpixel {

/// One split's files: two folders, one folder that holds both, or a list of "picture mask" lines.
struct FolderSide {
  std::filesystem::path images, masks;  // equal: side by side
  std::filesystem::path list;           // a file; then images and masks stay empty
};

/// `sides` has the key "" when the folders are not divided into splits.
struct FolderLayout {
  std::filesystem::path root;
  std::map<std::string, FolderSide> sides;
};

/// Tries, in this order: options images= and masks=; ROOT/images/train with ROOT/masks/train; ROOT/images
/// with ROOT/masks; ROOT/train/images with ROOT/train/masks; ROOT/train with ROOT/train_masks; files side by
/// side (a.jpg + a.png, a.png + a_mask.png). The folders may have any of the names in common use (image,
/// img_dir, JPEGImages ..., label, ann_dir, SegmentationClass ...). Throws dataset_layout saying what was
/// found.
FolderLayout find_folder_layout(const DataSpec& spec);

/// The same for two given folders.
FolderLayout layout_of(const std::filesystem::path& root, const std::filesystem::path& images,
                       const std::filesystem::path& masks);

/// "training" is train, "valid" is val; anything else stays.
std::string split_name_of_folder(const std::string& folder);

}  // namespace perpixel
