// A data set of one-row pictures whose content is their number.
#pragma once

#include "dataset/dataset.h"

namespace perpixel {

/// Example i: 1 x 4 px of value i, labels i % classes, image class i % classes.
inline Dataset numbered_set(std::size_t count, int classes) {
  Dataset set;
  set.name = "numbered";
  for (int c = 0; c < classes; ++c)
    set.classes.classes.push_back({.name = "class" + std::to_string(c), .file_id = c});
  for (std::size_t i = 0; i < count; ++i) set.names.push_back("picture" + std::to_string(i));
  set.load = [classes](std::size_t i) {
    Example example{.name = "picture" + std::to_string(i), .image = Image(1, 4, 1)};
    for (int x = 0; x < 4; ++x) example.image.at(0, x, 0) = static_cast<std::uint8_t>(i);
    example.labels = LabelMap(1, 4, static_cast<ClassId>(i % static_cast<std::size_t>(classes)));
    example.image_class = static_cast<int>(i % static_cast<std::size_t>(classes));
    return example;
  };
  return set;
}

}  // namespace perpixel
