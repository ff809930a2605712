// What a Resize node asks for: one reading of its attributes for shapes, receptive fields and every engine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel {

enum class Interpolation { nearest, linear, cubic };
enum class ResizeCoordinates {
  half_pixel,
  half_pixel_symmetric,
  pytorch_half_pixel,
  align_corners,
  asymmetric
};
enum class NearestMode { round_prefer_floor, round_prefer_ceil, floor, ceil };

struct ResizeRule {
  Interpolation interpolation = Interpolation::nearest;
  ResizeCoordinates coordinates = ResizeCoordinates::half_pixel;
  NearestMode nearest = NearestMode::round_prefer_floor;
  double cubic_a = -0.75;
  bool exclude_outside = false;  // cubic and linear: taps beyond the ends weigh nothing
  bool as_pytorch = false;       // positions in single precision, in / out rounded first
};

/// Nodes of our own models (attribute "scales", or ResizeLike) have PyTorch's two conventions under the
/// attributes mode and align_corners; nodes with ONNX's inputs have ONNX's attributes. Throws graph_invalid,
/// or unsupported (antialiasing, tf_crop_and_resize), with the node's name.
ResizeRule resize_rule(const Node& node);

/// One axis: output position i reads around source(i).
struct ResizeAxis {
  std::int64_t in = 1, out = 1;
  double scale = 1;  // out / in, or as the node states it

  /// The coordinate in the input (pixel centres at whole numbers); may lie outside.
  double source(const ResizeRule& rule, std::int64_t i) const;
};

/// An output is the sum of weight * in[position] over its taps; positions lie inside.
struct ResizeTaps {
  std::int64_t taps = 1;                // of each output position
  std::vector<std::int64_t> positions;  // [out, taps]
  std::vector<float> weights;           // [out, taps]
};
ResizeTaps resize_taps(const ResizeRule& rule, const ResizeAxis& axis);

/// The axes of a node whose input and output have these shapes; `scales` holds its input 2 or is null.
std::vector<ResizeAxis> resize_axes(const Node& node, const Shape& x, const Shape& y, const Tensor* scales);

}  // namespace perpixel
