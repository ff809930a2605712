// The flags of everything that labels pictures: looks (scales, mirror) and windows.
#pragma once

#include <vector>

#include "command_line.h"
#include "predict/semantic.h"

namespace perpixel {

struct PredictFlags {
  bool tta = false;
  std::vector<double> scales;
  int window = 0, overlap = -1;
  bool crf = false, no_crf = false;

  void declare(CommandLine& line);
  /// --tta alone looks at 0.75, 1 and 1.25 times the size, each with its mirror image. The default overlap is
  /// half of the window.
  PredictOptions options() const;
  /// --crf and --no-crf: the recipe with the decoder dense_crf or argmax. Throws Error(usage) for a model
  /// that labels no pixels.
  Recipe applied_to(Recipe recipe) const;
};

}  // namespace perpixel
