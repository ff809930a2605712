// Effective configuration -> the numbers that training runs on.
#pragma once

#include "config/config.h"
#include "train/train.h"
#include "transform/augment.h"

namespace perpixel {

/// Every `train.*` key must be resolved (no "auto" left). `class_weights` come from the data and are set
/// elsewhere.
TrainSettings train_settings_from(const Config& config);

/// train.scale, train.crop, train.flip, train.color_jitter.
AugmentOptions augment_options_from(const Config& config);

}  // namespace perpixel
