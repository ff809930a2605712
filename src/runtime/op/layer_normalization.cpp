// LayerNormalization (Ba et al. 2016): everything from `axis` on by its own mean and variance. Outputs 2 and
// 3 (optional): the mean and 1 / deviation.
#include <cmath>

#include "runtime/kernel/moments.h"
#include "runtime/op/op.h"

namespace perpixel::op {

Step layer_normalization(const Site& site) {
  const double epsilon = float_attribute(site.node, "epsilon", 1e-5f);
  return [epsilon](const Run& run) {
    const std::int64_t size = run.in(1).count(), rows = run.in(0).count() / size;
    const bool shifted = run.inputs.size() > 2 && run.inputs[2];
    const float *x = run.x(), *weight = run.x(1), *bias = shifted ? run.x(2) : nullptr;
    float* means = run.outputs.size() > 1 ? run.y(1) : nullptr;
    float* scales = run.outputs.size() > 2 ? run.y(2) : nullptr;
    run.workers.for_each(rows, [=, y = run.y()](std::int64_t row) {
      const kernel::Moments moments = kernel::moments(x + row * size, size);
      const double scale = 1 / std::sqrt(moments.variance + epsilon);
      for (std::int64_t i = 0; i < size; ++i) {
        const double normal = (x[row * size + i] - moments.mean) * scale;
        y[row * size + i] = static_cast<float>(normal * weight[i] + (bias ? bias[i] : 0));
      }
      if (means) means[row] = static_cast<float>(moments.mean);
      if (scales) scales[row] = static_cast<float>(scale);
    });
  };
}

}  // namespace perpixel::op
