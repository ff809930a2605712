#include "write/legend.h"

#include <algorithm>

#include "write/draw.h"
#include "write/font.h"

namespace perpixel {

namespace {

constexpr Rgb kBlack{0, 0, 0}, kWhite{255, 255, 255};
// In dots of the font, before scaling.
constexpr int kMargin = 3, kSwatch = 9, kSwatchGap = 3, kEntryGap = 8, kLineHeight = kGlyphHeight + 3;
constexpr float kBoxAlpha = 0.8f;

int entry_width(const ClassInfo& info, int scale) {
  return (kSwatch + kSwatchGap) * scale + text_width(info.name, scale);
}

void draw_entry(Image& image, int y, int x, const ClassInfo& info, int scale) {
  fill_box(image, y, x, kSwatch * scale, kSwatch * scale, info.color);
  draw_text(image, y + scale, x + (kSwatch + kSwatchGap) * scale, info.name, kWhite, scale);
}

int widest_entry(std::span<const ClassId> ids, const ClassList& classes, int scale) {
  int widest = 0;
  for (const ClassId id : ids) widest = std::max(widest, entry_width(classes.classes[id], scale));
  return widest;
}

int height_of(int lines, int scale) { return lines == 0 ? 0 : (lines * kLineHeight + 2 * kMargin) * scale; }

struct Place {
  int line, x;
};

/// Entries from left to right; a new line where the next one would cross the right margin.
std::vector<Place> flow(int width, std::span<const ClassId> ids, const ClassList& classes, int scale) {
  std::vector<Place> places;
  int line = 0, x = kMargin * scale;
  for (const ClassId id : ids) {
    const int needed = entry_width(classes.classes[id], scale);
    if (x > kMargin * scale && x + needed > width - kMargin * scale) {
      ++line;
      x = kMargin * scale;
    }
    places.push_back({line, x});
    x += needed + kEntryGap * scale;
  }
  return places;
}

int line_top(int line, int scale) { return (kMargin + 1 + line * kLineHeight) * scale; }

}  // namespace

int text_scale(int picture_width) { return std::clamp((picture_width + 320) / 640, 1, 8); }

Image legend_strip(int width, std::span<const ClassId> ids, const ClassList& classes, int scale) {
  width = std::max(width, ids.empty() ? 0 : widest_entry(ids, classes, scale) + 2 * kMargin * scale);
  const std::vector<Place> places = flow(width, ids, classes, scale);
  Image strip = plain_picture(height_of(places.empty() ? 0 : places.back().line + 1, scale), width, kBlack);
  for (std::size_t i = 0; i < ids.size(); ++i)
    draw_entry(strip, line_top(places[i].line, scale), places[i].x, classes.classes[ids[i]], scale);
  return strip;
}

void draw_legend(Image& image, std::span<const ClassId> ids, const ClassList& classes, int scale) {
  if (ids.empty()) return;
  const int width = widest_entry(ids, classes, scale) + 2 * kMargin * scale;
  fill_box(image, 0, 0, height_of(static_cast<int>(ids.size()), scale), width, kBlack, kBoxAlpha);
  for (std::size_t i = 0; i < ids.size(); ++i)
    draw_entry(image, line_top(static_cast<int>(i), scale), kMargin * scale, classes.classes[ids[i]], scale);
}

}  // namespace perpixel
