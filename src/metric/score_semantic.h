// Scores label pictures on disk: a folder of truths against a folder of predictions, whoever made them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "label/class_list.h"
#include "metric/confusion.h"
#include "metric/trimap.h"

namespace perpixel {

/// Classes for label pictures whose values are plain numbers: 0 .. n-1, and 255 ignored.
/// Throws bad_value unless 1 <= n <= 255.
ClassList numbered_classes(int n);

struct SemanticFolderScore {
  ConfusionMatrix confusion;
  TrimapCurve trimap;  // of the widths asked for
  std::size_t pictures = 0;
  std::vector<std::string>
      extra_predictions;  // files without a truth, relative, sorted: not scored, worth a warning
};

/// Pairs the pictures of both folders (pair_pictures), subfolders included, and counts all pixels; `threads`
/// 0 = one per core. Pixels are read as they are: grey or indexed PNG (raw indices), u8 or u16 values, or
/// colours when the class list is by colour. EXIF orientation is not applied. Values are the data set's own
/// ids; truth in `ignore_ids` never counts, a prediction in `ignore_ids` is a miss. Throws, always for the
/// first offending file in name order: missing_mate (predictions missing: number and 3 examples),
/// dataset_empty, dataset_layout (two truths of one stem), size_mismatch, label_not_in_table (file, x, y,
/// value).
SemanticFolderScore score_semantic(const std::filesystem::path& truth_folder,
                                   const std::filesystem::path& prediction_folder, const ClassList& classes,
                                   int threads = 0, const std::vector<int>& trimap_widths = {});

}  // namespace perpixel
