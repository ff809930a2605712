#include "scene/truth.h"

#include "scene/instance_truth.h"

namespace perpixel {
namespace {

LabelMap label_truth(const Drawing& d, const Ownership& owners) {
  LabelMap labels(d.height, d.width);
  for (std::size_t i = 0; i < labels.ids.size(); ++i) labels.ids[i] = d.object(owners.object[i]).class_id;
  return labels;
}

DepthMap depth_truth(const Drawing& d, const Ownership& owners) {
  DepthMap depth{d.height, d.width, std::vector<float>(owners.object.size())};
  for (std::size_t i = 0; i < depth.depth_m.size(); ++i) {
    if (owners.surface[i]) depth.depth_m[i] = 1 / owners.inverse_depth[i];
  }
  return depth;
}

NormalMap normal_truth(const Drawing& d, const Ownership& owners) {
  NormalMap normals{d.height, d.width, std::vector<float>(owners.object.size() * 3)};
  for (std::size_t i = 0; i < owners.surface.size(); ++i) {
    if (!owners.surface[i]) continue;
    const double x = static_cast<double>(i % static_cast<std::size_t>(d.width)),
                 y = static_cast<double>(i / static_cast<std::size_t>(d.width));
    const Vec3 point = d.view.ray(x + 0.5, y + 0.5) * (1 / static_cast<double>(owners.inverse_depth[i]));
    const Vec3 n = d.surfaces[owners.surface[i]].normal_at(point);
    normals.xyz[3 * i] = static_cast<float>(n.x);
    normals.xyz[3 * i + 1] = static_cast<float>(n.y);
    normals.xyz[3 * i + 2] = static_cast<float>(n.z);
  }
  return normals;
}

LabelMap part_truth(const Drawing& d, const Ownership& owners) {
  LabelMap parts(d.height, d.width, 0);
  for (std::size_t i = 0; i < parts.ids.size(); ++i)
    parts.ids[i] = static_cast<ClassId>(d.surfaces[owners.surface[i]].part);
  return parts;
}

/// Things are told apart one by one, stuff by class: two walls that meet have no boundary.
int identity(const Drawing& d, std::uint16_t object) {
  const SceneObject& o = d.object(object);
  return o.is_instance ? scene_class::count + object : o.class_id;
}

Mask boundary_truth(const Drawing& d, const Ownership& owners) {
  Mask mask(d.height, d.width);
  const std::size_t w = static_cast<std::size_t>(d.width);
  for (std::size_t i = 0; i < mask.inside.size(); ++i) {
    const int self = identity(d, owners.object[i]);
    const bool right = i % w + 1 < w && identity(d, owners.object[i + 1]) != self;
    const bool below = i + w < mask.inside.size() && identity(d, owners.object[i + w]) != self;
    mask.inside[i] = right || below;
  }
  return mask;
}

Mask saliency_truth(const Drawing& d, const Ownership& owners) {
  Mask mask(d.height, d.width);
  const std::uint16_t subject = d.composition.subject_object;
  for (std::size_t i = 0; i < mask.inside.size(); ++i)
    mask.inside[i] = subject && owners.object[i] == subject;
  return mask;
}

}  // namespace

void fill_truths(const Drawing& d, const Ownership& owners, const SceneTruths& wanted, Example& example) {
  if (wanted.labels) example.labels = label_truth(d, owners);
  if (wanted.image_class) example.image_class = static_cast<int>(d.composition.subject);
  if (wanted.instances) example.instances = instance_truth(d, owners);
  if (wanted.depth) example.depth = depth_truth(d, owners);
  if (wanted.normals) example.normals = normal_truth(d, owners);
  if (wanted.parts) example.parts = part_truth(d, owners);
  if (wanted.boundaries) example.boundaries = boundary_truth(d, owners);
  if (wanted.saliency) example.saliency = saliency_truth(d, owners);
}

}  // namespace perpixel
