// predict --boxes: the mask of the object in each given box.
#pragma once

#include <string>
#include <vector>

#include "input_files.h"
#include "model_argument.h"

namespace perpixel {

struct BoxRequest {
  std::string boxes;   // the file of boxes
  std::string output;  // folder
  bool png = true, overlay = true, npy = false;
  float threshold = 0.4f;  // of the masks
  int readers = 2;
};

/// OUT/masks/STEM_k.png for box k (from 0, in the order of the list) of each picture: 8-bit grey at the
/// picture's size, 255 where the object is and 0 elsewhere; OUT/prob/STEM_k.npy [1, H, W], the probabilities;
/// and OUT/vis/STEM_overlay.jpg, all masks of a picture in the colours of their classes. OUT/masks.json lists
/// the masks. A box that no input picture, no class or no part of its picture belongs to is named and passed
/// over, as is a picture that cannot be read. Returns the exit code.
int predict_boxes(const OpenedModel& opened, const Forward& forward, const BoxRequest& request,
                  const std::vector<InputFile>& files, bool json);

}  // namespace perpixel
