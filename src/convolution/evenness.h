// How evenly a transposed convolution writes its output: the cause of checkerboards, and what is cured by
// what (Odena, Dumoulin, Olah 2016).
#pragma once

#include <vector>

#include "convolution/forms.h"

namespace perpixel {

/// Along one axis: how many inputs write each of `stride` successive outputs far from the border, for a
/// kernel of ones. Even when stride divides kernel.
std::vector<int> overlap_counts(int kernel, int stride);

/// Population variance of the counts; 0 is even. In two dimensions the counts multiply.
double overlap_variance(int kernel, int stride);

/// Sums of the kernel's elements that write each of the stride x stride phases, row-major. A constant input
/// stays constant when all are equal, whatever the overlap counts say.
std::vector<double> phase_sums(const Map& kernel, int stride);

/// (largest - smallest) / mean of the phases of what the kernel makes of a constant input, far from the
/// border. Throws bad_value for a kernel whose elements sum to 0.
double constant_unevenness(const Map& kernel, int stride);

}  // namespace perpixel
