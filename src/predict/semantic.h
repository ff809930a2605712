// A picture -> a class per pixel, by the procedure that the recipe names.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "graph/graph.h"
#include "image/image.h"
#include "label/label_map.h"
#include "predict/forward.h"
#include "recipe/recipe.h"

namespace perpixel {

struct PredictOptions {
  bool tta_flip = false;           // also look at the mirrored picture
  std::vector<double> tta_scales;  // look at these sizes, times the recipe's; empty = {1}
  bool want_probabilities = false;
  int window = 0, overlap = 0;   // slide a window of this side; 0 = as the recipe says
  int tile = 0;                  // exact tiles of this side, halo included; 0 = the whole picture at once
  const Graph* graph = nullptr;  // of the network, for `tile`: halo and overlap follow from it
  int threads = 0;               // of a decoder that takes long (dense_crf); 0 = one per core
  /// Sees the logits [1, classes, h, w] of each look at the whole picture, before anything is made of them.
  std::function<void(const Tensor& logits)> seen;
};

struct SemanticPrediction {
  LabelMap labels;                      // at the picture's size, ids in [0, classes)
  std::optional<Tensor> probabilities;  // [1, classes, H, W] at the picture's size, sum 1
  std::optional<Tensor> uncertainty;    // procedure mc_dropout: [1, 1, H, W], variance of the probabilities
                                        // over the draws, mean over classes
};

/// Procedures: "whole"; "sliding" windows; "mc_dropout", several draws of the network's dropout averaged;
/// "proposals", boxes joined by their maximum; "superpixels", a class for each superpixel, scores and labels
/// alike within it. With `tile` the whole is put together from exact tiles, which
/// changes the memory that the network needs and nothing else. One look at the picture: logits resized
/// bilinearly to its size, then the highest (ties to the lower id). Several looks (scales, mirror) or sliding
/// windows: softmax probabilities averaged, then the highest. With the decoder dense_crf, the probabilities
/// at the picture's size go through the recipe's CRF first. Every picture from 1 x 1 up, never squashed.
/// Throws bad_value for options outside their bounds.
SemanticPrediction predict_semantic(const Image& image, const Recipe& recipe, const Forward& forward,
                                    const PredictOptions& options = {});

}  // namespace perpixel
