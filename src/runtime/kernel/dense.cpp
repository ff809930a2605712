#include "runtime/kernel/dense.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernel/dense.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace perpixel::kernel {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Four partial sums per lane: a single one would wait for its own multiply-add.
float dot(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::int64_t count) {
  const hn::ScalableTag<float> d;
  constexpr std::int64_t lanes = hn::MaxLanes(hn::ScalableTag<float>());
  auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  std::int64_t i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    s0 = hn::MulAdd(hn::LoadU(d, a + i), hn::LoadU(d, b + i), s0);
    s1 = hn::MulAdd(hn::LoadU(d, a + i + lanes), hn::LoadU(d, b + i + lanes), s1);
    s2 = hn::MulAdd(hn::LoadU(d, a + i + 2 * lanes), hn::LoadU(d, b + i + 2 * lanes), s2);
    s3 = hn::MulAdd(hn::LoadU(d, a + i + 3 * lanes), hn::LoadU(d, b + i + 3 * lanes), s3);
  }
  float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

void dense_here(const float* x, const float* weight, const float* bias, std::int64_t inputs,
                std::int64_t rows, float* y) {
  for (std::int64_t r = 0; r < rows; ++r) y[r] = (bias ? bias[r] : 0.f) + dot(x, weight + r * inputs, inputs);
}

}  // namespace HWY_NAMESPACE
}  // namespace perpixel::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace perpixel::kernel {

HWY_EXPORT(dense_here);

void dense(const float* x, const float* weight, const float* bias, std::int64_t inputs, std::int64_t rows,
           float* y) {
  HWY_DYNAMIC_DISPATCH(dense_here)(x, weight, bias, inputs, rows, y);
}

}  // namespace perpixel::kernel
#endif
