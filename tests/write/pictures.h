// Small pictures and label maps that the tests of this folder share.
#pragma once

#include <array>
#include <vector>

#include "image/image.h"
#include "label/class_list.h"
#include "label/label_map.h"
#include "write/draw.h"

namespace perpixel {

inline std::array<int, 3> rgb_at(const Image& image, int y, int x) {
  return {image.at(y, x, 0), image.at(y, x, 1), image.at(y, x, 2)};
}

inline LabelMap labels_of(int height, int width, std::vector<ClassId> ids) {
  LabelMap labels(height, width);
  labels.ids = std::move(ids);
  return labels;
}

/// sky = (0, 0, 200), road = (100, 50, 0).
inline ClassList two_classes() {
  ClassList classes = class_list_of({"sky", "road"});
  classes.classes[0].color = {0, 0, 200};
  classes.classes[1].color = {100, 50, 0};
  return classes;
}

inline int pixels_of(const Image& image, std::array<int, 3> color) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) count += rgb_at(image, y, x) == color;
  return count;
}

}  // namespace perpixel
