// The generated scenes: (seed, index) -> a picture and every truth about it, exact by construction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "label/class_list.h"
#include "label/example.h"

namespace perpixel {

/// Which truths to fill; what is off stays empty and costs nothing.
struct SceneTruths {
  bool labels = true;
  bool image_class = true;
  bool instances = true;  // boxes, visible and amodal masks, keypoints
  bool depth = true;
  bool normals = true;
  bool parts = true;
  bool boundaries = true;
  bool saliency = true;

  static SceneTruths none() { return {false, false, false, false, false, false, false, false}; }
  static SceneTruths semantic() { return {true, false, false, false, false, false, false, false}; }
  static SceneTruths classification() { return {false, true, false, false, false, false, false, false}; }
};

inline constexpr int kSceneVersion = 1;

struct SceneOptions {
  std::uint64_t seed = 0;
  int width = 256, height = 256;  // pixels; each 1 … 8192, together at most 2^24
  int version = kSceneVersion;    // frozen: a version's pictures never change
  SceneTruths truths;
};

/// Picture `index` >= 0 of a seed: the same on every machine and from any thread. The scene does not depend
/// on the size, which only sets the raster.
///
/// Every pixel is looked through at 2 x 2 places. The object seen at most of them owns the pixel (the nearer
/// one on a tie), so a thing half a pixel wide still owns pixels; all truths of a pixel are those of its
/// owner.
/// - name: "scene_0000012" for index 12.
/// - labels: train ids of scene_classes(), no ignored pixels.
/// - image_class: index into scene_image_classes(): the kind of the one prominent object, which is also
/// `saliency`.
/// - instances: of the thing classes, with at least one visible pixel, nearest first by where they stand.
/// class_id is the
///   train id of scene_classes(). The amodal mask is the object's own silhouette, drawn alone and cut by the
///   picture's border; it contains the visible mask.
/// - keypoints: of figures; outside the picture: (0, 0, 0). Hidden ones (by others or by the figure itself)
/// are
///   labelled with visibility 1.
/// - depth: metres along the optical axis, 0 for sky. normals: towards the camera, 0 for sky.
/// - parts: train ids of scene_parts().
/// - boundaries: 1 where the right or the lower neighbour belongs to another object or class.
/// Throws bad_value for a size or index out of range, newer_version / bad_value for another version.
Example render_scene(const SceneOptions& options, std::int64_t index);

/// 16 classes: stuff, things, thin ones. "boat" and "crate" are the same slabs, told apart only by what they
/// stand on.
ClassList scene_classes();
std::vector<std::string> scene_image_classes();
/// Names for Example::parts; 0 is "none".
std::vector<std::string> scene_parts();

/// Throws as render_scene does.
void check_scene_options(const SceneOptions& options);

}  // namespace perpixel
