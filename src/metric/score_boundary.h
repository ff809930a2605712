// Boundary F of label pictures on disk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "label/class_list.h"
#include "metric/boundary_f.h"

namespace perpixel {

struct BoundaryFolderScore {
  BoundaryScores scores;
  std::size_t pictures = 0;
  std::vector<std::string> extra_predictions;  // as SemanticFolderScore's
};

/// Pairs and reads as score_semantic, and throws what it throws; bad_value unless 0 < tolerance < 1.
BoundaryFolderScore score_boundary(const std::filesystem::path& truth_folder,
                                   const std::filesystem::path& prediction_folder, const ClassList& classes,
                                   double tolerance = kBoundaryTolerance, int threads = 0);

}  // namespace perpixel
