// What the generated scenes are made of.
#pragma once

#include "label/label_map.h"

namespace perpixel {

/// Train ids of scene_classes(), in its order.
namespace scene_class {
enum : ClassId {
  sky,
  ground,
  road,
  water,
  building,
  wall,
  vegetation,  // stuff
  tree,
  vehicle,
  figure,
  animal,
  boat,
  crate,  // things
  pole,
  wire,
  railing,  // thin
  count
};
}  // namespace scene_class

/// Index into scene_image_classes(): the kind of the one prominent object of a picture.
enum class Subject : int { car, bus, figure, dog, cow, tree, conifer, boat, crate, house };
inline constexpr int kSubjects = 10;

/// Values of Example::parts for figures; left and right are the figure's own.
enum class BodyPart : std::uint8_t {
  none,
  head,
  torso,
  left_upper_arm,
  right_upper_arm,
  left_lower_arm,
  right_lower_arm,
  left_upper_leg,
  right_upper_leg,
  left_lower_leg,
  right_lower_leg
};

}  // namespace perpixel
