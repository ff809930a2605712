// Zoom-out features of superpixels (Mostajabi, Yadollahpour, Shakhnarovich, CVPR 2015): every superpixel is
// classified by what VGG-16 sees of itself, of its surroundings and of the whole picture.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// Three graphs, whose parameters share their names with vgg16's:
///   "trunk"  a picture [1, C, H, W] -> the ReLU outputs "conv1_1" ... "conv5_3" of VGG-16;
///   "scene"  windows [N, C, S, S] -> "fc7" [N, 4096w] (after ReLU), S = model.image_size;
///   "main"   features [N, D, 1, 1] or [1, D, N, 1] -> scores of the same shape with a channel per class:
///            "norm" standardises (frozen: 1 / deviation and -mean / deviation of the training features;
///            starts as identity), then 1x1: 1024w ReLU dropout, 1024w ReLU dropout, classes.
/// D = 4224 + 4096 + 4096 = 12416 at width 1: 13 convolutions averaged over the superpixel, fc7 of the box of
/// its radius-3 neighbourhood ("subscene"), fc7 of the picture ("scene"). model.taps leaves levels out. Only
/// "main" is trained. The recipe (procedure "superpixels") brings pictures into 256 x 336 and asks SLIC for
/// 500 superpixels of compactness 15; for another S both keep their proportion to S = 224. Throws bad_value
/// for a level that is not known.
Model zoomout(const ModelOptions& options);

}  // namespace perpixel
