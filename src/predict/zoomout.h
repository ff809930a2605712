// A class per superpixel, by what a network sees of it, around it and of the whole picture (Mostajabi,
// Yadollahpour, Shakhnarovich 2015).
#pragma once

#include "decode/superpixels.h"
#include "image/image.h"
#include "predict/forward.h"
#include "recipe/recipe.h"
#include "transform/input_size.h"

namespace perpixel {

struct SuperpixelFeatures {
  Superpixels superpixels;  // of the picture as the network sees it
  Tensor features;          // [count, D] f32, the levels of the recipe one after the other
};

/// What a picture of `original` px becomes, times `scale`.
PixelSize superpixel_frame(const Recipe& recipe, PixelSize original, double scale = 1);

/// The picture brought to the recipe's size times `scale`, and there: a map of the graph "trunk", enlarged
/// bilinearly to the picture and averaged over each superpixel; "subscene": the output of the graph "scene"
/// for the bounding box of the superpixels at most recipe.superpixels.radius away, "scene": for the whole
/// picture, both warped to scene_size squared. Boxes that are equal are looked at once, 8 at a time.
/// `threads` of SLIC, 0 = one per core. Throws bad_value for an empty picture and for more superpixels than
/// pixels (with the nearest valid count), graph_invalid when a graph lacks a level, shape_mismatch for one of
/// another shape.
SuperpixelFeatures zoomout_features(const Image& image, const Recipe& recipe, const Forward& forward,
                                    double scale = 1, int threads = 0);

/// The main graph's scores of each superpixel, painted: [1, classes, H, W] at the picture's own size.
Tensor zoomout_scores(const Image& image, const Recipe& recipe, const Forward& forward, double scale = 1,
                      int threads = 0);

}  // namespace perpixel
