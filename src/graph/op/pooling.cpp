// MaxPool (second output: flat positions of the maxima), AveragePool, the global pools, unpooling.
#include <algorithm>

#include "graph/op/rules.h"
#include "graph/op/window.h"

namespace perpixel::rules {

namespace {

/// Maps [N, C, H, W] or rows [N, C, W].
std::vector<Shape> infer_pool(const Node& node, const NodeInputs& inputs) {
  const Shape& x = required(node, inputs, 0);
  const Window stated = window_of(node);
  if (x.size() != 3) feature_map(node, inputs, 0);
  const Window window = fitted(stated, x);
  const auto [height, width] = plane_of(x);
  const std::int64_t rows = window_output_size(window, 0, height),
                     columns = window_output_size(window, 1, width);
  if (rows < 1 || columns < 1) mismatch(node, "input " + shape_text(x) + " is smaller than the window");
  const Shape out = x.size() == 3 ? Shape{x[0], x[1], columns} : Shape{x[0], x[1], rows, columns};
  return std::vector<Shape>(node.op == "MaxPool" ? 2 : 1, out);
}

DType max_pool_type(const Node& node, const InputTypes& inputs, std::size_t output) {
  if (type_of_first(node, inputs, 0) != DType::f32)
    invalid(node, std::string("cannot read ") + dtype_name(inputs[0]) + " values");
  return output == 0 ? DType::f32 : DType::i64;
}

Footprint pool_footprint(const Node& node, const NodeInputs& inputs, const Shape& output, int axis) {
  if (output.size() != 4) return {.bounded = false};
  const Window window = fitted(window_of(node), *inputs[0]);
  const auto a = static_cast<std::size_t>(axis - 2);
  const auto pad = static_cast<double>(window.pad_begin[a]);
  return {.step = static_cast<double>(window.stride[a]),
          .first = -pad,
          .last = static_cast<double>(window.reach(axis - 2) - 1) - pad};
}

std::vector<Shape> infer_unpool_like(const Node& node, const NodeInputs& inputs) {
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
Footprint unpool_footprint(const Node& node, const NodeInputs&, const Shape&, int axis) {
  if (!node.attributes.contains("kernel_shape")) return {.bounded = false};
  const Window window = window_of(node);
  const auto a = static_cast<std::size_t>(axis - 2);
  const auto stride = static_cast<double>(window.stride[a]), pad = static_cast<double>(window.pad_begin[a]);
  const auto reach = static_cast<double>(window.reach(axis - 2));
  return {.step = 1 / stride, .first = (pad - (reach - 1)) / stride, .last = pad / stride};
}

std::vector<Shape> infer_global(const Node& node, const NodeInputs& inputs) {
  Shape out = required(node, inputs, 0);
  if (out.size() < 3) mismatch(node, "input " + shape_text(out) + " must be [N, C, H, W]");
  std::fill(out.begin() + 2, out.end(), 1);
  return {out};
}

DType unpool_type(const Node& node, const InputTypes& inputs, std::size_t) {
  if (inputs.size() != 3 || inputs[0] != DType::f32 || inputs[1] != DType::i64)
    invalid(node, "cannot read its inputs: it takes a map, positions (i64) and a map");
  return DType::f32;
}

}  // namespace

const OpRule max_pool{"MaxPool", infer_pool, pool_footprint, no_multiply_adds, 1, max_pool_type};
const OpRule average_pool{"AveragePool", infer_pool, pool_footprint, no_multiply_adds, 1};
const OpRule global_average_pool{"GlobalAveragePool", infer_global, everything, no_multiply_adds, 1};

const OpRule global_max_pool{"GlobalMaxPool", infer_global, everything, no_multiply_adds, 1};

const OpRule unpool_like{"UnpoolLike", infer_unpool_like, unpool_footprint, no_multiply_adds, 1, unpool_type};

}  // namespace perpixel::rules
