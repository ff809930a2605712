// Softmax over channels.
#pragma once

#include <cstdint>

namespace perpixel::kernel {

/// Positions [begin, end) of one picture [C, plane]: exp(x - max) / sum. `scratch` holds 2 * (end - begin)
/// floats.
void softmax(const float* x, std::int64_t channels, std::int64_t plane, std::int64_t begin, std::int64_t end,
             float* scratch, float* y);

/// The same of its logarithm: x - max - log(sum).
void log_softmax(const float* x, std::int64_t channels, std::int64_t plane, std::int64_t begin,
                 std::int64_t end, float* scratch, float* y);

}  // namespace perpixel::kernel
