// A picture with whatever truths are known of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "image/image.h"
#include "label/box.h"
#include "label/label_map.h"
#include "label/mask.h"

namespace perpixel {

/// COCO's 17: nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles (left before right).
/// x, y in continuous picture coordinates; visibility 0 = not labelled, 1 = labelled but hidden, 2 = visible.
struct Keypoint {
  float x = 0, y = 0;
  int visibility = 0;
  friend bool operator==(const Keypoint&, const Keypoint&) = default;
};
inline constexpr std::array<const char*, 17> kCocoKeypoints{
    "nose",           "left_eye",   "right_eye",   "left_ear",   "right_ear",   "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
    "right_hip",      "left_knee",  "right_knee",  "left_ankle", "right_ankle"};

/// One object.
struct Instance {
  Box box;                    // of the visible mask, picture coordinates
  Rle mask;                   // visible pixels
  std::optional<Rle> amodal;  // visible and hidden pixels
  int class_id = 0;           // train id in the instance class list
  float score = 1;            // 1 for truth
  bool is_crowd = false;
  std::vector<Keypoint> keypoints;  // empty or 17
};

/// [H, W] metres along the optical axis; 0 = unknown.
struct DepthMap {
  int height = 0, width = 0;
  std::vector<float> depth_m;
  friend bool operator==(const DepthMap&, const DepthMap&) = default;
};

/// [H, W, 3] unit normals in camera coordinates (x right, y down, z away from the camera); (0,0,0) = unknown.
struct NormalMap {
  int height = 0, width = 0;
  std::vector<float> xyz;
  friend bool operator==(const NormalMap&, const NormalMap&) = default;
};

/// Truths that a data set does not have stay empty.
struct Example {
  std::string name;  // stem, or path relative to the data set's root without extension: unique in the set
  Image image;
  std::optional<LabelMap> labels;   // semantic truth
  std::optional<int> image_class;   // image-level truth
  std::vector<Instance> instances;  // nearest first for generated scenes (occlusion order)
  std::optional<DepthMap> depth;
  std::optional<NormalMap> normals;
  std::optional<LabelMap> parts;   // body parts of figures, 0 = none
  std::optional<Mask> boundaries;  // 1 on object boundaries
  std::optional<Mask> saliency;
};

}  // namespace perpixel
