#include "transform/object_crop.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "transform/decision.h"

namespace perpixel {

namespace {

constexpr ClassId kBackground = 0;

/// Class -> its objects, both ascending.
std::map<ClassId, std::vector<std::int32_t>> objects_by_class(const LabelMap& labels, const CellMap& cells) {
  std::vector<bool> seen(static_cast<std::size_t>(cells.count), false);
  std::map<ClassId, std::vector<std::int32_t>> objects;
  for (std::size_t i = 0; i < cells.ids.size(); ++i) {
    const std::int32_t cell = cells.ids[i];
    const ClassId id = labels.ids[i];
    if (cell == kNoCell || id == kIgnore || id == kBackground || seen[static_cast<std::size_t>(cell)])
      continue;
    seen[static_cast<std::size_t>(cell)] = true;
    objects[id].push_back(cell);
  }
  for (auto& [id, list] : objects) std::ranges::sort(list);
  return objects;
}

Box box_of(const CellMap& cells, std::int32_t cell) {
  int top = cells.height, left = cells.width, bottom = 0, right = 0;
  std::size_t i = 0;
  for (int y = 0; y < cells.height; ++y)
    for (int x = 0; x < cells.width; ++x, ++i) {
      if (cells.ids[i] != cell) continue;
      top = std::min(top, y);
      bottom = std::max(bottom, y + 1);
      left = std::min(left, x);
      right = std::max(right, x + 1);
    }
  return {static_cast<float>(left), static_cast<float>(top), static_cast<float>(right),
          static_cast<float>(bottom)};
}

/// The corner along one axis; `centre` in px of the scaled picture.
int corner_around(double centre, int scaled, int window, int context) {
  const int first = -context, last = scaled + context - window;
  return std::clamp(static_cast<int>(std::lround(centre - window / 2.)), std::min(first, last),
                    std::max(first, last));
}

}  // namespace

std::optional<CropObject> draw_object(const Example& example, std::uint64_t seed, std::uint64_t epoch,
                                      std::uint64_t picture) {
  if (!example.labels) return std::nullopt;
  CropObject object{.cells = cells_of(example, kBackground)};
  if (object.cells.ids.size() != example.labels->ids.size()) return std::nullopt;  // a fault named elsewhere
  const auto objects = objects_by_class(*example.labels, object.cells);
  if (objects.empty()) return std::nullopt;
  KeyedRandom random = stream_for(Decision::object, seed, epoch, picture);
  const auto& list =
      std::next(objects.begin(), static_cast<std::ptrdiff_t>(random.below(objects.size())))->second;
  object.id = list[random.below(list.size())];
  object.box = box_of(object.cells, object.id);
  return object;
}

void centre_on(const Box& box, PixelSize original, const InputRecipe& input, AugmentPlan& plan) {
  const auto centre = [](float low, float high, int scaled, int side) {
    return (double{low} + double{high}) / 2 * scaled / side;
  };
  plan.top = corner_around(centre(box.y0, box.y1, plan.scaled.height, original.height), plan.scaled.height,
                           plan.window.height, input.context);
  plan.left = corner_around(centre(box.x0, box.x1, plan.scaled.width, original.width), plan.scaled.width,
                            plan.window.width, input.context);
}

LabelMap labels_of_object(const LabelMap& labels, const CropObject& object) {
  LabelMap alone = labels;
  for (std::size_t i = 0; i < alone.ids.size(); ++i)
    if (alone.ids[i] != kIgnore && object.cells.ids[i] != object.id) alone.ids[i] = kBackground;
  return alone;
}

}  // namespace perpixel
