#include "write/mistakes.h"

#include <array>

#include "error/error.h"
#include "write/displayable.h"

namespace perpixel {

namespace {

constexpr std::array<std::uint8_t, 3> kWrong{220, 38, 38}, kNotCounted{64, 64, 72};

/// Half as bright a contrast around light grey, so that red stands out.
std::uint8_t pale_grey(const Image& rgb, int y, int x) {
  const int luma = (299 * rgb.at(y, x, 0) + 587 * rgb.at(y, x, 1) + 114 * rgb.at(y, x, 2)) / 1000;
  return static_cast<std::uint8_t>(112 + luma / 2);
}

}  // namespace

Image mistakes(const Image& picture, const LabelMap& truth, const LabelMap& prediction) {
  const bool same = picture.height() == truth.height && picture.width() == truth.width &&
                    truth.height == prediction.height && truth.width == prediction.width;
  if (!same) throw Error(ErrorCode::size_mismatch, "picture, truth and prediction differ in size");
  const Image rgb = displayable(picture);
  Image out(truth.height, truth.width, 3);
  for (int y = 0; y < truth.height; ++y)
    for (int x = 0; x < truth.width; ++x) {
      const ClassId wanted = truth.at(y, x);
      const std::uint8_t grey = pale_grey(rgb, y, x);
      const std::array<std::uint8_t, 3> color = wanted == kIgnore ? kNotCounted
                                                : wanted != prediction.at(y, x)
                                                    ? kWrong
                                                    : std::array{grey, grey, grey};
      for (int c = 0; c < 3; ++c) out.at(y, x, c) = color[static_cast<std::size_t>(c)];
    }
  return out;
}

}  // namespace perpixel
