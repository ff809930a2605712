#include "write/overlay.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "error/error.h"
#include "write/displayable.h"
#include "write/draw.h"
#include "write/label_colors.h"
#include "write/legend.h"

namespace perpixel {

namespace {

void require_same_size(const Image& picture, const LabelMap& labels) {
  if (picture.height() == labels.height && picture.width() == labels.width) return;
  throw Error(ErrorCode::size_mismatch, "the picture is " + std::to_string(picture.width()) + "x" +
                                            std::to_string(picture.height()) + ", its labels " +
                                            std::to_string(labels.width) + "x" +
                                            std::to_string(labels.height) + " (width x height)");
}

void paint_labels(Image& image, const LabelMap& labels, const ClassList& classes, float alpha) {
  const int alpha256 = static_cast<int>(std::lround(std::clamp(alpha, 0.f, 1.f) * 256));
  auto pixel = image.samples<std::uint8_t>().begin();
  for (const ClassId id : labels.ids) {
    if (id != kIgnore) {
      const Rgb color = classes.classes[id].color;
      pixel[0] = blend(pixel[0], color.r, alpha256);
      pixel[1] = blend(pixel[1], color.g, alpha256);
      pixel[2] = blend(pixel[2], color.b, alpha256);
    }
    pixel += 3;
  }
}

Image above(const Image& top, const Image& bottom) {
  Image both(top.height() + bottom.height(), std::max(top.width(), bottom.width()), 3);
  paste(both, top, 0, 0);
  paste(both, bottom, top.height(), 0);
  return both;
}

}  // namespace

Image overlay(const Image& picture, const LabelMap& labels, const ClassList& classes,
              const OverlayOptions& options) {
  require_same_size(picture, labels);
  const std::vector<ClassId> present = classes_present(labels, classes);
  Image image = displayable(picture);
  paint_labels(image, labels, classes, options.alpha);
  const int scale = text_scale(image.width());
  if (options.legend == LegendPlace::inside) draw_legend(image, present, classes, scale);
  if (options.legend != LegendPlace::below) return image;
  return above(image, legend_strip(image.width(), present, classes, scale));
}

}  // namespace perpixel
