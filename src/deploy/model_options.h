// From the keys of a configuration to what a zoo builder is asked for.
#pragma once

#include "config/config.h"
#include "model/model.h"

namespace perpixel {

/// Keys `model.*`. Keys that are still "auto" keep the builder's default.
ModelOptions model_options_from(const Config& config, const ClassList& classes);

/// The model that an effective configuration describes: zoo name and options or ONNX file, and the recipe
/// under `recipe`, whose classes it takes. Without a recipe the builder's own, for `fallback_classes`. Throws
/// unknown_model, class_count, bad_value.
Model model_from(const Config& config, const ClassList& fallback_classes = {});

}  // namespace perpixel
