// How a model wants its input and gives its answer. Belongs to the model, travels with its weights.
#pragma once

#include <string>
#include <vector>

#include "label/class_list.h"

namespace perpixel {

/// What every model's main graph is called, and its input [N, C, H, W] and output (semantic: logits
/// [N, classes, h, w]; classify: logits [N, classes]). The names are those of the published FCN definitions.
inline constexpr const char* kMainGraph = "main";
inline constexpr const char* kDataInput = "data";
inline constexpr const char* kScoreOutput = "score";
/// The further graphs of a network that classifies superpixels (procedure "superpixels"): "trunk" turns a
/// picture [1, C, H, W] into the maps that its levels name; "scene" turns windows [N, C, S, S] into "fc7" [N,
/// F].
inline constexpr const char* kTrunkGraph = "trunk";
inline constexpr const char* kSceneGraph = "scene";
inline constexpr const char* kSceneOutput = "fc7";
/// The two levels that come from the graph "scene".
inline constexpr const char* kSubsceneLevel = "subscene";
inline constexpr const char* kSceneLevel = "scene";
/// The input [1] of networks that drop activations in deployment too: which draw to make.
inline constexpr const char* kSampleInput = "sample";
/// Side of the masks that task "box_mask" predicts in a box: scores [N, K * K * classes, 50, 50] of K x K
/// classifiers for each class, those of a class together, row by row (Hariharan et al. 2015).
inline constexpr int kBoxMaskSide = 50;

enum class SizeRule {
  native,      // as it is
  factor,      // both sides times `size_factor`, at least 1 px
  short_side,  // shorter side becomes `size`, longer side at most `max_size`
  fixed,       // exactly `height` x `width` (classifiers)
};

/// Everything between a decoded picture and the [1, C, H, W] tensor of the graph.
struct InputRecipe {
  int channels = 3;
  bool bgr = false;         // channel order of the tensor; pictures are RGB
  float scale = 1.f / 255;  // samples on the 0..255 scale are multiplied by this first
  std::vector<float> mean{0.485f, 0.456f, 0.406f};       // subtracted, in tensor channel order
  std::vector<float> deviation{0.229f, 0.224f, 0.225f};  // divided by, in tensor channel order
  SizeRule size_rule = SizeRule::native;
  float size_factor = 1;
  int size = 0, max_size = 0;
  int height = 0, width = 0;
  int context = 0;  // px of surroundings that the network consumes: added on every side (U-Net 92)
  std::string fill = "mirror";  // what is added: "mirror" (reflect-101, periodic) or "mean" (0 in the tensor)
  int size_least = 1;           // sides, context included, are filled at the bottom and right up to this
  int size_multiple = 1;        // sides, context included, are filled at the bottom and right until side mod
  int size_remainder = 0;       // size_multiple = size_remainder (DeepLab 32, 1; valid U-Net 16, 12)
  friend bool operator==(const InputRecipe&, const InputRecipe&) = default;
};

/// What is done to the sums K 1 = (K 1)_i of a CRF's kernel K, with e = 1e-20 as in Kraehenbuehl's program.
enum class CrfNormalisation {
  none,       // K
  before,     // K diag(1 / (K 1 + e))
  after,      // diag(1 / (K 1 + e)) K: weighted means; DeepLab's program
  symmetric,  // D K D with D = diag(1 / sqrt(K 1 + e)); pydensecrf's default
};

/// Fully connected CRF on the probabilities (Kraehenbuehl & Koltun 2011); defaults of DeepLab v2, ResNet-101.
struct DenseCrfRecipe {
  float bilateral_weight = 4, bilateral_xy = 67, bilateral_rgb = 3;  // weight, px, grey levels of 0..255
  float smooth_weight = 3, smooth_xy = 1;                            // weight, px
  int iterations = 10;
  CrfNormalisation normalisation = CrfNormalisation::symmetric;  // of both kernels
  /// mu [K, K], row by row: what label l pays for a neighbour l', times the kernels' weights. Symmetric;
  /// empty = Potts, which is 0 on the diagonal and 1 elsewhere.
  std::vector<float> compatibility;
  friend bool operator==(const DenseCrfRecipe&, const DenseCrfRecipe&) = default;
};

/// Procedure "superpixels" (Mostajabi, Yadollahpour, Shakhnarovich 2015): what is classified, by which
/// features. The main graph takes them as [1, D, count, 1].
struct SuperpixelRecipe {
  int count = 500;         // asked of SLIC on the picture as the network sees it
  float compactness = 15;  // SLIC's weight of distance in the picture against distance in colour
  int radius = 3;          // superpixels: reach of the neighbourhood whose bounding box is the sub-scene
  int scene_size = 224;    // px: side of the squares that the graph "scene" takes
  std::vector<std::string> levels;  // of the features, in order: outputs of "trunk", "subscene", "scene"
  friend bool operator==(const SuperpixelRecipe&, const SuperpixelRecipe&) = default;
};

struct Recipe {
  static constexpr int kVersion = 1;
  int version = kVersion;
  std::string task = "semantic";    // "semantic", "classify" or "box_mask" (the object in a given box)
  std::string procedure = "whole";  // "whole", "sliding", "mc_dropout", "proposals", "superpixels"
  // "argmax", "dense_crf" (then argmax), "top_k" or "location_grid"
  std::string decoder = "argmax";
  int window = 0, overlap = 0;  // sliding: side of the square window and its overlap, tensor pixels
  int samples = 0;              // mc_dropout: forward passes that are averaged
  // Where the scores [1, K, h, w] lie. "cover": together they cover the tensor (half-pixel resizing).
  // "corner": cell o lies on pixel o * output_stride of the picture (context not counted), as DeepLab's
  // Interp.
  std::string output_grid = "cover";
  int output_stride = 1;
  InputRecipe input;
  DenseCrfRecipe crf;
  SuperpixelRecipe superpixels;
  ClassList classes;
  friend bool operator==(const Recipe&, const Recipe&) = default;
};

/// Per-channel lists as long as there are channels, positive deviations and sizes, known names, an overlap
/// smaller than its window, a compatibility that is symmetric within 1e-6. Throws bad_value naming `where`,
/// the field, its value and the bound.
void check_recipe(const Recipe& recipe, const std::string& where);

/// One JSON object (which is YAML too). Stable key order.
std::string recipe_to_json(const Recipe& recipe);
/// Absent keys keep their defaults. Throws config_syntax, newer_version for a version above kVersion,
/// unknown_key (nearest named), bad_value.
Recipe recipe_from_json(const std::string& json, const std::string& where);

}  // namespace perpixel
