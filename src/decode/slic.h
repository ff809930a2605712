// SLIC superpixels (Achanta et al., TPAMI 2012) in scikit-image's form.
#pragma once

#include "decode/superpixels.h"
#include "image/image.h"

namespace perpixel {

struct SlicOptions {
  int count = 100;         // superpixels asked for; the grid of seeds decides how many there are
  float compactness = 10;  // m: weight of distance in the picture against distance in colour (Lab units)
  int iterations = 10;     // passes at most; stops when none changes a pixel
  float least = 0.5f, most = 3;  // size of a region, in mean sizes: smaller ones are joined, larger ones cut
  int threads = 0;               // 0 = one per core; the result is the same for any number
};

/// Grey pictures (samples 0..1), colour pictures (Lab; alpha dropped), of any sample type; lowest..highest
/// sample is stretched to 0..1 first. Seeds lie on a regular grid and are not moved; the first pass sees
/// positions alone; ties keep the lower centre; at the end every region is connected.
/// Throws bad_value for options outside their bounds (more superpixels than pixels: the message names the
/// nearest valid count), image_unsupported for 2 or more than 4 channels.
Superpixels slic(const Image& image, const SlicOptions& options);

}  // namespace perpixel
