#include "write/side_by_side.h"

#include <algorithm>
#include <iterator>

#include "write/displayable.h"
#include "write/draw.h"
#include "write/font.h"
#include "write/label_colors.h"
#include "write/legend.h"
#include "write/overlay.h"

namespace perpixel {

namespace {

constexpr Rgb kPaper{255, 255, 255}, kInk{0, 0, 0};
constexpr int kGap = 6;

int panel_width(const Panel& panel, int scale) {
  return std::max(panel.image.width(), text_width(panel.title, scale));
}

struct Layout {
  int scale = 1, title_height = 0, height = 0, width = 0;
};

Layout layout_of(std::span<const Panel> panels) {
  Layout layout;
  for (const Panel& panel : panels) layout.scale = std::max(layout.scale, text_scale(panel.image.width()));
  layout.title_height = (kGlyphHeight + 4) * layout.scale;
  for (const Panel& panel : panels) {
    layout.height = std::max(layout.height, layout.title_height + panel.image.height());
    layout.width += panel_width(panel, layout.scale) + (layout.width ? kGap : 0);
  }
  return layout;
}

std::vector<ClassId> present_in_either(const LabelMap* truth, const LabelMap& prediction,
                                       const ClassList& classes) {
  const std::vector<ClassId> predicted = classes_present(prediction, classes);
  if (!truth) return predicted;
  const std::vector<ClassId> wanted = classes_present(*truth, classes);
  std::vector<ClassId> either;
  std::set_union(wanted.begin(), wanted.end(), predicted.begin(), predicted.end(),
                 std::back_inserter(either));
  return either;
}

}  // namespace

Image side_by_side(std::span<const Panel> panels) {
  if (panels.empty()) return {};
  const Layout layout = layout_of(panels);
  Image row = plain_picture(layout.height, layout.width, kPaper);
  int left = 0;
  for (const Panel& panel : panels) {
    draw_text(row, 2 * layout.scale, left, panel.title, kInk, layout.scale);
    paste(row, displayable(panel.image), layout.title_height, left);
    left += panel_width(panel, layout.scale) + kGap;
  }
  return row;
}

Image compare_labels(const Image& picture, const LabelMap* truth, const LabelMap& prediction,
                     const ClassList& classes) {
  const OverlayOptions plain{.legend = LegendPlace::none};
  std::vector<Panel> panels{{"picture", picture}};
  if (truth) panels.push_back({"truth", overlay(picture, *truth, classes, plain)});
  panels.push_back({"prediction", overlay(picture, prediction, classes, plain)});
  const Image row = side_by_side(panels);
  const Image strip = legend_strip(row.width(), present_in_either(truth, prediction, classes), classes,
                                   text_scale(picture.width()));
  Image both = plain_picture(row.height() + strip.height(), std::max(row.width(), strip.width()), kPaper);
  paste(both, row, 0, 0);
  paste(both, strip, row.height(), 0);
  return both;
}

}  // namespace perpixel
