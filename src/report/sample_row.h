// One labelled picture in the report: picture, truth, prediction and mistakes side by side.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "image/image.h"
#include "label/class_list.h"
#include "label/label_map.h"

namespace perpixel {

struct SamplePicture {
  std::string name;
  Image picture;
  std::optional<LabelMap> truth;
  LabelMap prediction;
};

/// With truth: picture, truth, prediction, mistakes; without: picture, prediction, overlay. Pictures are
/// shrunk to at most 640 pixels a side (labels by nearest neighbour). The scores beside the name are of the
/// full size. Throws size_mismatch and label_not_in_table.
std::string render_sample(const SamplePicture& sample, const ClassList& classes);

/// Chips of colour and name for the classes that occur in the samples.
std::string render_sample_legend(const std::vector<SamplePicture>& samples, const ClassList& classes);

}  // namespace perpixel
