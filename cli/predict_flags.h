// The flags of everything that labels pictures: looks (scales, mirror), windows and tiles.
#pragma once

#include <string>
#include <vector>

#include "command_line.h"
#include "model/model.h"
#include "predict/semantic.h"

namespace perpixel {

struct PredictFlags {
  bool tta = false;
  std::vector<double> scales;
  int window = 0, overlap = -1, tile = 0;
  bool crf = false, no_crf = false;
  std::string ensemble;  // MODEL2[,mean|product]

  void declare(CommandLine& line);
  /// --tta alone looks at 0.75, 1 and 1.25 times the size, each with its mirror image. The default overlap is
  /// half of the window. The options point into `model`. Throws Error(usage) for flags that exclude one
  /// another.
  PredictOptions options(const Model& model) const;
  /// --crf and --no-crf: the recipe with the decoder dense_crf or argmax. Throws Error(usage) for flags that
  /// the recipe's task has no use for.
  Recipe applied_to(Recipe recipe) const;
};

}  // namespace perpixel
