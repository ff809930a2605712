#include "write/label_colors.h"

#include <algorithm>
#include <string>

#include "error/error.h"

namespace perpixel {

void require_classes(const LabelMap& labels, const ClassList& classes) {
  const auto unknown = std::find_if(labels.ids.begin(), labels.ids.end(),
                                    [&](ClassId id) { return id != kIgnore && id >= classes.size(); });
  if (unknown == labels.ids.end()) return;
  const auto at = unknown - labels.ids.begin();
  throw Error(ErrorCode::label_not_in_table,
              "label " + std::to_string(*unknown) + " at x=" + std::to_string(at % labels.width) +
                  ", y=" + std::to_string(at / labels.width) + " is not one of the " +
                  std::to_string(classes.size()) + " classes");
}

Image label_colors(const LabelMap& labels, const ClassList& classes) {
  require_classes(labels, classes);
  Image image(labels.height, labels.width, 3);
  auto out = image.samples<std::uint8_t>().begin();
  for (const ClassId id : labels.ids) {
    const Rgb color = id == kIgnore ? classes.void_color : classes.classes[id].color;
    *out++ = color.r;
    *out++ = color.g;
    *out++ = color.b;
  }
  return image;
}

std::vector<ClassId> classes_present(const LabelMap& labels, const ClassList& classes) {
  require_classes(labels, classes);
  std::vector<bool> seen(classes.size());
  for (const ClassId id : labels.ids)
    if (id != kIgnore) seen[id] = true;
  std::vector<ClassId> present;
  for (std::size_t id = 0; id < seen.size(); ++id)
    if (seen[id]) present.push_back(static_cast<ClassId>(id));
  return present;
}

}  // namespace perpixel
