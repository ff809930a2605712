// Which predicted label picture belongs to which truth.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace perpixel {

struct PicturePair {
  std::filesystem::path truth, prediction;
};

struct PairedPictures {
  std::vector<PicturePair> pairs;              // in name order
  std::vector<std::string> extra_predictions;  // without a truth: relative to their folder, sorted
};

/// Pairs by path relative to the folder, without extension. Where that leaves truths alone, names are
/// compared without their usual endings (_gtFine_labelIds, _leftImg8bit, _mask, _pred ...), and of the
/// pictures that Cityscapes has per frame the label ids count. Throws file_not_found, dataset_empty,
/// dataset_layout (two pictures of one stem), missing_mate (number and three examples).
PairedPictures pair_pictures(const std::filesystem::path& truth_folder,
                             const std::filesystem::path& prediction_folder);

}  // namespace perpixel
