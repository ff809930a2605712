// What a run does not say is chosen here, from its data and the machine.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "dataset/dataset.h"
#include "dataset/statistics.h"
#include "network_source.h"

namespace perpixel {

/// Gives every "auto" value of `config` a number and a reason. Returns what was chosen, a line each, and what
/// one step will take. Throws out_of_memory before anything is allocated when not even one picture fits.
std::vector<std::string> plan_run(Config& config, const NetworkSource& source, const Dataset& train,
                                  const DataStatistics& statistics);

}  // namespace perpixel
