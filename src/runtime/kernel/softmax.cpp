#include "runtime/kernel/softmax.h"

#include <algorithm>
#include <cmath>

namespace perpixel::kernel {

void softmax(const float* x, std::int64_t channels, std::int64_t plane, std::int64_t begin, std::int64_t end,
             float* scratch, float* y) {
  const std::int64_t count = end - begin;
  float* greatest = scratch;
  float* sum = scratch + count;
  std::copy(x + begin, x + end, greatest);
  std::fill(sum, sum + count, 0.f);
  for (std::int64_t c = 1; c < channels; ++c)
    for (std::int64_t i = 0; i < count; ++i) greatest[i] = std::max(greatest[i], x[c * plane + begin + i]);
  for (std::int64_t c = 0; c < channels; ++c) {
    float* row = y + c * plane + begin;
    for (std::int64_t i = 0; i < count; ++i) {
      row[i] = std::exp(x[c * plane + begin + i] - greatest[i]);
      sum[i] += row[i];
    }
  }
  for (std::int64_t c = 0; c < channels; ++c)
    for (std::int64_t i = 0; i < count; ++i) y[c * plane + begin + i] /= sum[i];
}

void log_softmax(const float* x, std::int64_t channels, std::int64_t plane, std::int64_t begin,
                 std::int64_t end, float* scratch, float* y) {
  const std::int64_t count = end - begin;
  float* greatest = scratch;
  float* sum = scratch + count;
  std::copy(x + begin, x + end, greatest);
  std::fill(sum, sum + count, 0.f);
  for (std::int64_t c = 1; c < channels; ++c)
    for (std::int64_t i = 0; i < count; ++i) greatest[i] = std::max(greatest[i], x[c * plane + begin + i]);
  for (std::int64_t c = 0; c < channels; ++c)
    for (std::int64_t i = 0; i < count; ++i) sum[i] += std::exp(x[c * plane + begin + i] - greatest[i]);
  for (std::int64_t i = 0; i < count; ++i) sum[i] = std::log(sum[i]);
  for (std::int64_t c = 0; c < channels; ++c)
    for (std::int64_t i = 0; i < count; ++i)
      y[c * plane + begin + i] = x[c * plane + begin + i] - greatest[i] - sum[i];
}

}  // namespace perpixel::kernel
