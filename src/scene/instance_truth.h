// Instances with visible and amodal masks, boxes and keypoints.
#pragma once

#include <vector>

#include "label/example.h"
#include "scene/ownership.h"

namespace perpixel {

/// Nearest first; objects without a visible pixel are left out.
std::vector<Instance> instance_truth(const Drawing& drawing, const Ownership& owners);

}  // namespace perpixel
