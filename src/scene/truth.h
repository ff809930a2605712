// Ownership -> the truths of an Example.
#pragma once

#include "scene/ownership.h"
#include "scene/scene.h"

namespace perpixel {

/// Fills the truths asked for.
void fill_truths(const Drawing& drawing, const Ownership& owners, const SceneTruths& wanted,
                 Example& example);

}  // namespace perpixel
