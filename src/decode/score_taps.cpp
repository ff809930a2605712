#include "decode/score_taps.h"

#include <algorithm>

namespace perpixel {

std::vector<ScoreTap> cover_taps(int cells, int pixels) {
  std::vector<ScoreTap> taps(static_cast<std::size_t>(pixels));
  const float scale = static_cast<float>(cells) / static_cast<float>(pixels);
  for (int p = 0; p < pixels; ++p) {
    const float source = std::max(0.f, (static_cast<float>(p) + 0.5f) * scale - 0.5f);
    const int low = std::min(static_cast<int>(source), cells - 1);
    taps[static_cast<std::size_t>(p)] = {low, std::min(low + 1, cells - 1),
                                         std::clamp(source - static_cast<float>(low), 0.f, 1.f)};
  }
  return taps;
}

std::vector<ScoreTap> corner_taps(int cells, int stride, int pixels) {
  std::vector<ScoreTap> taps(static_cast<std::size_t>(pixels));
  for (int p = 0; p < pixels; ++p) {
    const int low = std::min(p / stride, cells - 1);
    taps[static_cast<std::size_t>(p)] = {low, std::min(low + 1, cells - 1),
                                         static_cast<float>(p % stride) / static_cast<float>(stride)};
  }
  return taps;
}

}  // namespace perpixel
