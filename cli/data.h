// The commands below `perpixel data`, one file each.
#pragma once

#include "commands.h"

namespace perpixel {

int run_data_check(Arguments arguments);
int run_data_stats(Arguments arguments);
int run_data_show(Arguments arguments);
int run_data_convert(Arguments arguments);
int run_data_split(Arguments arguments);
int run_data_make(Arguments arguments);

}  // namespace perpixel
