// Pictures that are never whole in memory.
#pragma once

#include <functional>

#include "image/image.h"
#include "label/label_map.h"
#include "predict/forward.h"
#include "predict/tiling.h"

namespace perpixel {

/// Rows [top, top + height) of a picture, all columns.
using PictureRows = std::function<Image(int top, int height)>;

/// What a long work tells and asks between two tiles.
struct LargeHooks {
  std::function<void(std::size_t done, std::size_t total)> progress;
  std::function<bool()> keep_on;  // absent = yes
};

/// Labels of a picture by exact tiles (plan_tiling for the picture's own size), a band of rows at a time from
/// top to bottom: `labelled` gets every row once, in order. Equal to predict_semantic with procedure "whole"
/// and decoder argmax, but for sums in another order. Memory: a band of the picture and of its labels, and
/// what the network needs for one tile. Returns false when `keep_on` said no. Throws unsupported for a recipe
/// that resizes its pictures or ends in a CRF.
bool label_large_picture(const PictureRows& rows, const Tiling& tiling, const Recipe& recipe,
                         const Forward& forward, const std::function<void(const LabelMap& band)>& labelled,
                         const LargeHooks& hooks = {});

}  // namespace perpixel
