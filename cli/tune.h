// What `perpixel tune` can search, one file each.
#pragma once

#include "commands.h"

namespace perpixel {

int run_tune_crf(Arguments arguments);

}  // namespace perpixel
