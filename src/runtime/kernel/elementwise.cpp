#include "runtime/kernel/elementwise.h"

#include <cmath>

namespace perpixel::kernel {

namespace {

/// The steps as constants, so that each loop can be vectorised.
template <class Op>
void zip(const float* a, std::int64_t a_step, const float* b, std::int64_t b_step, std::int64_t count,
         float* y, Op op) {
  if (a_step == 1 && b_step == 1) {
    for (std::int64_t i = 0; i < count; ++i) y[i] = op(a[i], b[i]);
  } else if (a_step == 1) {
    for (std::int64_t i = 0; i < count; ++i) y[i] = op(a[i], *b);
  } else {
    for (std::int64_t i = 0; i < count; ++i) y[i] = op(*a, b[i * b_step]);
  }
}

}  // namespace

void relu(const float* x, std::int64_t count, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < 0 ? 0.f : x[i];
}

void sigmoid(const float* x, std::int64_t count, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = 1.f / (1.f + std::exp(-x[i]));
}

void scale_shift(const float* x, std::int64_t count, float factor, float shift, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] * factor + shift;
}

void add(const float* a, std::int64_t a_step, const float* b, std::int64_t b_step, std::int64_t count,
         float* y) {
  zip(a, a_step, b, b_step, count, y, [](float l, float r) { return l + r; });
}

void multiply(const float* a, std::int64_t a_step, const float* b, std::int64_t b_step, std::int64_t count,
              float* y) {
  zip(a, a_step, b, b_step, count, y, [](float l, float r) { return l * r; });
}

void maximum(const float* a, std::int64_t a_step, const float* b, std::int64_t b_step, std::int64_t count,
             float* y) {
  zip(a, a_step, b, b_step, count, y, [](float l, float r) { return l > r || l != l ? l : r; });
}

}  // namespace perpixel::kernel
