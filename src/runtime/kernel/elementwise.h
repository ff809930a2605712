// Loops whose output element reads the same element of the input. `y` may be `x`.
#pragma once

#include <cstdint>

namespace perpixel::kernel {

void relu(const float* x, std::int64_t count, float* y);  // a NaN stays one
void sigmoid(const float* x, std::int64_t count, float* y);
/// y = x * factor + shift.
void scale_shift(const float* x, std::int64_t count, float factor, float shift, float* y);

/// y[i] = a[i * a_step] + b[i * b_step], steps 0 or 1.
void add(const float* a, std::int64_t a_step, const float* b, std::int64_t b_step, std::int64_t count,
         float* y);
void multiply(const float* a, std::int64_t a_step, const float* b, std::int64_t b_step, std::int64_t count,
              float* y);
void maximum(const float* a, std::int64_t a_step, const float* b, std::int64_t b_step, std::int64_t count,
             float* y);  // a NaN on either side stays one

}  // namespace perpixel::kernel
