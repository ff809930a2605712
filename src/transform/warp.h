// Pictures bent by rotation, mirroring and a smooth random field.
#pragma once

#include <vector>

#include "image/image.h"
#include "transform/augment_plan.h"

namespace perpixel {

/// A place in the scaled picture; pixel centres are whole numbers.
struct Position {
  double y = 0, x = 0;
};

/// Where each pixel of the training picture lies in the scaled picture: mirrored as the plan says, displaced
/// by the grid's field (bicubic between its nodes, which span the window from centre to centre of its corner
/// pixels; constant beyond), then turned around the window's centre. The plan must have a warp.
class WarpField {
 public:
  explicit WarpField(const AugmentPlan& plan);
  /// Positions outside of the window are allowed.
  Position at(int y, int x) const;

 private:
  PixelSize window_;
  int top_, left_;
  bool mirror_;
  Warp warp_;
  double cosine_, sine_;
};

/// The window of the plan out of `scaled`, which has plan.scaled's size: bicubic (Keys 1981, a = -0.5),
/// rounded to nearest and kept within the type's range; beyond its borders the picture is mirrored
/// (reflect-101). [window.height, window.width, C] of the same type.
Image warped(const Image& scaled, const AugmentPlan& plan);

}  // namespace perpixel
