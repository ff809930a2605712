#include "transform/cells.h"

namespace perpixel {

namespace {

CellMap empty_map(int height, int width) {
  return {
      height, width, 0,
      std::vector<std::int32_t>(static_cast<std::size_t>(height) * static_cast<std::size_t>(width), kNoCell)};
}

CellMap from_instances(const Example& example) {
  CellMap cells = empty_map(example.image.height(), example.image.width());
  for (const Instance& instance : example.instances) {
    if (instance.is_crowd || instance.mask.height != cells.height || instance.mask.width != cells.width)
      continue;
    const Mask mask = decode_rle(instance.mask);
    for (std::size_t i = 0; i < cells.ids.size(); ++i)
      if (mask.inside[i] && cells.ids[i] == kNoCell) cells.ids[i] = cells.count;
    ++cells.count;
  }
  return cells;
}

/// Gives `cell` to everything of the class of pixel `start` that is connected with it.
void flood(const LabelMap& labels, std::size_t start, std::int32_t cell, CellMap& cells,
           std::vector<std::size_t>& open) {
  const auto width = static_cast<std::size_t>(labels.width);
  const auto take = [&](std::size_t i) {
    if (cells.ids[i] != kNoCell || labels.ids[i] != labels.ids[start]) return;
    cells.ids[i] = cell;
    open.push_back(i);
  };
  take(start);
  while (!open.empty()) {
    const std::size_t i = open.back(), x = i % width;
    open.pop_back();
    if (x > 0) take(i - 1);
    if (x + 1 < width) take(i + 1);
    if (i >= width) take(i - width);
    if (i + width < cells.ids.size()) take(i + width);
  }
}

CellMap from_components(const LabelMap& labels, ClassId background) {
  CellMap cells = empty_map(labels.height, labels.width);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < labels.ids.size(); ++i) {
    const ClassId id = labels.ids[i];
    if (id != background && id != kIgnore && cells.ids[i] == kNoCell)
      flood(labels, i, cells.count++, cells, open);
  }
  return cells;
}

}  // namespace

CellMap cells_of(const Example& example, ClassId background) {
  if (!example.instances.empty()) return from_instances(example);
  if (example.labels) return from_components(*example.labels, background);
  return empty_map(example.image.height(), example.image.width());
}

}  // namespace perpixel
