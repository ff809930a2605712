// Effective configuration -> the numbers that training runs on.
#pragma once

#include "config/config.h"
#include "train/train.h"
#include "transform/augment.h"
#include "transform/border_weight.h"

namespace perpixel {

/// Every `train.*` key must be resolved (no "auto" left). `class_weights` come from the data and are set
/// elsewhere.
TrainSettings train_settings_from(const Config& config);

/// train.scale, train.crop, train.flip, train.color_jitter, train.flip_vertical, train.rotate,
/// train.elastic, train.crop_at, train.object_only.
AugmentOptions augment_options_from(const Config& config);

/// train.border_*. Throws bad_value for a background that is none of the classes.
BorderWeight border_weight_from(const Config& config, const ClassList& classes);

}  // namespace perpixel
