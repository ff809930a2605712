// U-Net (Ronneberger, Fischer, Brox 2015): a contracting path of five levels, an expanding one that joins
// each level's map with what comes from below.
#pragma once

#include "graph/layers.h"
#include "model/model.h"

namespace perpixel {

/// The padded form that is most in use (milesial/Pytorch-UNet), with its names: (3x3, batch norm, ReLU) twice
/// a level, 64w, 128w, 256w, 512w, 1024w channels, pooling that rounds down. upsampling "learned": transposed
/// 2x2 of stride 2 that halves the channels. "frozen": bilinear x2 with align_corners, and half as many
/// channels in the last level. What comes from below is zero-padded to the skip's size. fusion "concat" (also
/// empty): [skip, from below]; "sum": skip + from below, which have equal channels in both forms, so that the
/// next convolution has half as many inputs. Batch norm is part of the form: options.batch_norm is not asked.
/// Takes [N, C, H, W] with H, W >= 16 -> scores [N, classes, H, W]; its recipe fills smaller pictures up
/// to 16.
Model unet(const ModelOptions& options);

/// The form as published: convolutions without padding, ReLU, skips cropped in the middle (88, 40, 16, 4 px
/// on every side), dropout at the end of levels 3 and 4, parameters named as in the released Caffe net,
/// Gaussian start of deviation sqrt(2 / N). Takes n = 12 mod 16, n >= 188 -> scores of n - 184; its recipe
/// mirrors 92 px around the picture. The order of concatenation is the paper's figure's, the skip first; the
/// released definition has it second and keeps 128 channels in its last transposed convolution, so its file
/// does not fit. fusion as above; batch norm after every convolution when asked.
Model unet_valid(const ModelOptions& options);

}  // namespace perpixel
