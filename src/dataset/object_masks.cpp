#include "dataset/object_masks.h"

#include <map>

#include "error/error.h"

namespace perpixel {
namespace {

constexpr int kVoid8 = 255, kVoid16 = 65535;

/// What is seen of one value.
struct Seen {
  std::vector<std::size_t> pixels;
  std::map<ClassId, std::size_t> classes;  // without void
};

int value_at(const Image& indices, std::size_t i) {
  return indices.type() == SampleType::u16 ? indices.samples<std::uint16_t>()[i]
                                           : indices.samples<std::uint8_t>()[i];
}

/// Ties go to the lower id.
int most_frequent(const std::map<ClassId, std::size_t>& classes) {
  auto best = classes.begin();
  for (auto it = classes.begin(); it != classes.end(); ++it)
    if (it->second > best->second) best = it;
  return best->first;
}

Instance instance_of(const Seen& seen, const LabelMap& labels) {
  Mask mask(labels.height, labels.width);
  for (const std::size_t i : seen.pixels) mask.inside[i] = 1;
  Instance instance;
  instance.mask = encode_rle(mask);
  instance.box = bounding_box(instance.mask);
  instance.class_id = most_frequent(seen.classes);
  return instance;
}

void check(const Image& indices, const LabelMap& labels, const std::string& file) {
  if (indices.channels() != 1 || indices.type() == SampleType::f32)
    throw Error(ErrorCode::image_unsupported,
                file + ": " + std::to_string(indices.channels()) + " channels of " +
                    sample_type_name(indices.type()) + " do not count objects",
                "a picture of objects has one channel of u8 or u16: 0 for none, 1, 2, ...");
  if (indices.height() != labels.height || indices.width() != labels.width)
    throw Error(ErrorCode::size_mismatch,
                file + " is " + std::to_string(indices.width()) + "x" + std::to_string(indices.height()) +
                    ", the labels are " + std::to_string(labels.width) + "x" + std::to_string(labels.height) +
                    " (width x height)",
                "objects and classes have the size of their picture");
}

}  // namespace

std::vector<Instance> objects_from_indices(const Image& indices, const LabelMap& labels,
                                           const std::string& file) {
  check(indices, labels, file);
  std::map<int, Seen> objects;
  for (std::size_t i = 0; i < labels.ids.size(); ++i) {
    const int value = value_at(indices, i);
    if (value == 0 || value == kVoid8 || value == kVoid16) continue;
    Seen& seen = objects[value];
    seen.pixels.push_back(i);
    if (labels.ids[i] != kIgnore) ++seen.classes[labels.ids[i]];
  }
  std::vector<Instance> instances;
  for (const auto& [value, seen] : objects)
    if (!seen.classes.empty()) instances.push_back(instance_of(seen, labels));
  return instances;
}

}  // namespace perpixel
