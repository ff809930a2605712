#include <cstring>

#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

std::int64_t product(const Shape& shape, std::size_t begin, std::size_t end) {
  std::int64_t count = 1;
  for (std::size_t i = begin; i < end; ++i) count *= shape[i];
  return count;
}

}  // namespace

Step concat(const Site& site) {
  const std::int64_t axis = int_attribute(site.node, "axis", 1);
  if (axis < 0) refuse(site, "axis " + std::to_string(axis) + " must be at least 0");
  return [axis = static_cast<std::size_t>(axis)](const Run& run) {
    const Shape& shape = run.outputs[0].shape();
    const std::int64_t pieces = product(shape, 0, axis);
    float* y = run.y();
    for (std::int64_t piece = 0; piece < pieces; ++piece)
      for (const Tensor* input : run.inputs) {
        const std::int64_t count = input->count() / pieces;
        std::memcpy(y, input->floats().data() + piece * count,
                    static_cast<std::size_t>(count) * sizeof(float));
        y += count;
      }
  };
}

}  // namespace perpixel::op
