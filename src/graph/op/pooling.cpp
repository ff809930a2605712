// MaxPool (second output: flat positions of the maxima), AveragePool, GlobalAveragePool.
#include "graph/op/rules.h"
#include "graph/op/window.h"

namespace perpixel::rules {

namespace {

std::vector<Shape> infer_pool(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Window window = window_of(node);
  const Shape out{x[0], x[1], window_output_size(window, 0, x[2]), window_output_size(window, 1, x[3])};
  if (out[2] < 1 || out[3] < 1) mismatch(node, "input " + shape_text(x) + " is smaller than the window");
  return std::vector<Shape>(node.outputs.size(), out);
}

Footprint pool_footprint(const Node& node, const InputShapes&, const Shape&, int axis) {
  const Window window = window_of(node);
  const auto a = static_cast<std::size_t>(axis - 2);
  const auto pad = static_cast<double>(window.pad_begin[a]);
  return {.step = static_cast<double>(window.stride[a]),
          .first = -pad,
          .last = static_cast<double>(window.reach(axis - 2) - 1) - pad};
}

std::vector<Shape> infer_unpool_like(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  const Shape& positions = feature_map(node, inputs, 1);
  const Shape& like = feature_map(node, inputs, 2);
  if (positions != x)
    mismatch(node, "positions " + shape_text(positions) + " for a map " + shape_text(x) +
                       "; unpooling needs the positions of the pooling that it undoes");
  return {{x[0], x[1], like[2], like[3]}};
}

/// Position o of the unpooled map may come from any window over it: window w reaches over
/// [w stride - pad, w stride - pad + reach - 1]. Without the pool's window anything is possible.
Footprint unpool_footprint(const Node& node, const InputShapes&, const Shape&, int axis) {
  if (!node.attributes.contains("kernel_shape")) return {.bounded = false};
  const Window window = window_of(node);
  const auto a = static_cast<std::size_t>(axis - 2);
  const auto stride = static_cast<double>(window.stride[a]), pad = static_cast<double>(window.pad_begin[a]);
  const auto reach = static_cast<double>(window.reach(axis - 2));
  return {.step = 1 / stride, .first = (pad - (reach - 1)) / stride, .last = pad / stride};
}

std::vector<Shape> infer_global(const Node& node, const InputShapes& inputs) {
  const Shape& x = feature_map(node, inputs, 0);
  return {{x[0], x[1], 1, 1}};
}

}  // namespace

const OpRule max_pool{"MaxPool", infer_pool, pool_footprint, no_multiply_adds, 1};
const OpRule average_pool{"AveragePool", infer_pool, pool_footprint, no_multiply_adds, 1};
const OpRule global_average_pool{"GlobalAveragePool", infer_global, everything, no_multiply_adds, 1};

const OpRule unpool_like{"UnpoolLike", infer_unpool_like, unpool_footprint, no_multiply_adds, 1};

}  // namespace perpixel::rules
