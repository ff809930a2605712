// The dilated front end and context module (Yu & Koltun 2016), on VGG-16.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// Two forms. model.padding "valid": as published, no convolution of the front end is padded; it consumes 186
/// px of the picture's surroundings on every side (mirrored by the recipe, which fills to 8 k + 4 px) and
/// gives (N - 372) / 8 cells, cell o for pixel 8 o. "same" (the default): every convolution keeps its size
/// and nothing is put around the picture, ceil(H / 8) cells; for pictures smaller than the surroundings. Not
/// the published border.

/// conv1_1 ... conv5_3 without pool4 and pool5, conv5 dilated by 2, fc6 7x7 dilated by 4, fc7, "fc-final".
/// model.context adds a module, "basic" or "large", all zero-padded by 33 cells on its first layer.
Model dilated_frontend(const ModelOptions& options);

/// VOC: the front end and the Large module (model.context "basic", "none").
Model dilation8(const ModelOptions& options);

/// CamVid, KITTI (no dilation 16), Cityscapes (32 and 64 as well; enlarged 8 times by a fixed bilinear
/// transposed convolution, "ctx_upsample"): the Basic module whose layers are padded each by its dilation.
Model dilation8_camvid(const ModelOptions& options);
Model dilation7(const ModelOptions& options);
Model dilation10(const ModelOptions& options);

}  // namespace perpixel
