// Which levels a zoom-out feature has.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "error/error.h"
#include "model/vgg.h"

namespace perpixel {

/// VGG-16's 13 convolutions, then `beyond` ("subscene", "scene"): those that model.taps names (empty = all),
/// always in this order. Throws bad_value for others.
inline std::vector<std::string> zoomout_levels(const ModelOptions& options,
                                               const std::vector<std::string>& beyond) {
  std::vector<std::string> known = vgg16_convolutions();
  known.insert(known.end(), beyond.begin(), beyond.end());
  for (const std::string& tap : options.taps)
    if (std::ranges::find(known, tap) == known.end())
      throw Error(ErrorCode::bad_value, "model.taps: \"" + tap + "\" is not a level",
                  did_you_mean(tap, known));
  if (options.taps.empty()) return known;
  std::erase_if(known, [&](const std::string& level) {
    return std::ranges::find(options.taps, level) == options.taps.end();
  });
  return known;
}

}  // namespace perpixel
