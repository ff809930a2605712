// Training the network of an ONNX file further: what it fixes, and what it must be able to do.
#pragma once

#include <string>

#include "config/config.h"
#include "model/model.h"

namespace perpixel {

bool trains_a_file(const Config& config);  // model.graph is set

/// "semantic", "classify" or "box_mask": of the zoo's row, or the recipe of the file.
std::string task_of(const Config& config);

/// Widths, channels, and the sizes and the batch that the file was written for are not for choosing. Throws
/// bad_value where the configuration asks for another batch or crop than the file takes.
void take_file_choices(Config& config, const Model& model);

/// Runs the network once on nothing at the size of a training picture: every operation has to have a form
/// with gradients, and the scores one channel per class at every pixel. Throws unsupported naming the node,
/// class_count, shape_mismatch.
void require_trainable(const Model& model, const NamedTensors& weights, const Config& config);

}  // namespace perpixel
