// Which instruction set the kernels use: the best of the processor, unless told otherwise.
#pragma once

#include <string>
#include <vector>

namespace perpixel {

/// Names that this processor can run, weakest first: "scalar" (the baseline of the build), "avx2", "avx512".
std::vector<std::string> cpu_levels();

/// From now on all kernels of the process use this level; "" = the best. Throws bad_value for an unknown name
/// and no_device for one that this processor lacks.
void use_cpu_level(const std::string& level);

/// Once per process: use_cpu_level(PERPIXEL_CPU) when that variable is set.
void apply_cpu_environment();

}  // namespace perpixel
