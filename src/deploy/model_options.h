// From the keys of a configuration to what a zoo builder is asked for.
#pragma once

#include "config/config.h"
#include "model/model.h"

namespace perpixel {

/// Keys `model.*`. Keys that are still "auto" keep the builder's default.
ModelOptions model_options_from(const Config& config, const ClassList& classes);

/// The network that the keys `model.*` name with its own recipe, for `classes`: one of the zoo, or that of an
/// ONNX file (model.graph), of which only training can tell whether it gives as many scores.
Model named_model(const Config& config, const ClassList& classes);

/// The model that an effective configuration describes: zoo name and options or ONNX file, and the recipe
/// under `recipe`, whose classes it takes. Without a recipe the builder's own, for `fallback_classes`. Throws
/// unknown_model, class_count, bad_value.
Model model_from(const Config& config, const ClassList& fallback_classes = {});

}  // namespace perpixel
