// Hypercolumns (Hariharan, Arbelaez, Girshick, Malik 2015): every pixel, of a picture or of an object's box,
// is classified by what all chosen layers see of it.
//
// Classification is linear and so is upsampling: instead of a linear classifier on the concatenation of all
// upsampled maps, each layer gets its own, at its own resolution, and the scores are upsampled and summed.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// On VGG-16 in the "same" form (every layer keeps its size). model.taps chooses the layers: conv1_1 ...
/// conv5_3 (after ReLU), pool1 ... pool5, fc7; empty = pool3, pool4, fc7 as in the authors' release. Layers
/// of stages 1 to 3 are scored by a 3x3 window "score_LAYER", later ones by 1x1, all from a Gaussian of
/// deviation 0.01. Activations of stages 1 to 3 are multiplied by 0.0027 first and those of stage 4 by 0.063,
/// the release's factors for pool3 and pool4: they are far larger than fc7's. With batch norm all are alike,
/// and nothing is multiplied. Every picture from 1x1 up -> logits [N, classes, H, W].
/// Throws bad_value for a layer that is not known or named twice.
Model hypercolumn(const ModelOptions& options);

/// The mask of the object in a box (task "box_mask"): the box, cut and warped to image_size x image_size, ->
/// scores [N, classes * grid * grid, 50, 50] of location-specific classifiers (decode/location_grid.h), the
/// grid x grid of a class together. Layers, windows and factors as above; fc6 has the window of pool5's whole
/// map (model.fc6_kernel = image_size / 32, rounded up), so that fc7 is one vector a box, scored linearly, at
/// a tenth of the rate unless there is batch norm. The release has 20 classes and grid 5, 500 outputs a
/// layer; system 1 has grid 10. Throws bad_value for a layer that is not known or named twice and for another
/// window of fc6.
Model hypercolumn_box(const ModelOptions& options);

}  // namespace perpixel
