// Scoring a model on a data set, whatever its task: the same code for train, eval and reproduce.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dataset/dataset.h"
#include "metric/confusion.h"
#include "metric/mean_iou.h"
#include "predict/forward.h"
#include "recipe/recipe.h"
#include "report/sample_row.h"
#include "train/train.h"

namespace perpixel {

struct Validation {
  std::vector<std::pair<std::string, double>> values;  // detectron2's keys, x100
  std::string table;                                   // as printed
  double metric = 0;                     // mean IU, top-1 or mean IU of boxes, 0..1; larger is better
  std::optional<SemanticScores> scores;  // semantic
  std::optional<ConfusionMatrix> confusion;
  std::vector<SamplePicture> samples;  // the first few pictures, for the report
};

struct ValidationOptions {
  std::size_t samples = 0;           // how many pictures to keep for the report
  std::vector<float> class_weights;  // of the loss; empty = all 1
  bool show_progress = false;
};

/// `data` holds pictures, or for task box_mask their objects (dataset/objects.h).
Validation validate(const Dataset& data, const Recipe& recipe, const Forward& forward,
                    const ValidationOptions& options);

}  // namespace perpixel
