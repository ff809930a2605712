// ops.md 13 and 21, rows 18 and 19: "error 0 in double". The rewritten graph is run here node by node in
// double, one channel, by plain loops: element n of the original is computed from the same numbers in the
// same order as element n * factor, so both are equal to the last bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>

#include "convolution/forms.h"
#include "graph/op/window.h"
#include "graph/surgery.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

Map pooled(const Map& x, const Window& window) {
  Map out(window_output_size(window, 0, x.rows), window_output_size(window, 1, x.columns));
  for (std::int64_t oy = 0; oy < out.rows; ++oy)
    for (std::int64_t ox = 0; ox < out.columns; ++ox) {
      double most = -std::numeric_limits<double>::infinity();
      for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky)
        for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
          const std::int64_t y = oy * window.stride[0] - window.pad_begin[0] + ky * window.dilation[0],
                             column = ox * window.stride[1] - window.pad_begin[1] + kx * window.dilation[1];
          if (y >= 0 && column >= 0 && y < x.rows && column < x.columns)
            most = std::max(most, x.at(y, column));
        }
      out.at(oy, ox) = most;
    }
  return out;
}

Map filtered(const Map& x, const Node& node, const Tensor& weight) {
  const Window window = window_of(node, &weight.shape());
  Map kernel(weight.size(2), weight.size(3));
  std::ranges::copy(weight.floats(), kernel.values.begin());
  return convolve(x, kernel,
                  {.stride = static_cast<int>(window.stride[0]),
                   .pad = static_cast<int>(window.pad_begin[0]),
                   .dilation = static_cast<int>(window.dilation[0])});
}

Map rectified(Map x) {
  for (double& value : x.values) value = std::max(value, 0.);
  return x;
}

/// Convolutions without bias, max pools and ReLU, of one channel.
Map run_in_double(const Graph& graph, const NamedTensors& weights, const Map& x) {
  std::map<int, Map> maps;
  maps.emplace(graph.inputs.at(0).value, x);
  for (const Node& node : graph.nodes) {
    const Map& from = maps.at(node.inputs[0]);
    if (node.op == "Conv") {
      const int parameter = graph.values[static_cast<std::size_t>(node.inputs[1])].parameter;
      const Tensor& weight = weights.at(graph.parameters[static_cast<std::size_t>(parameter)].name);
      maps.emplace(node.outputs[0], filtered(from, node, weight));
    } else if (node.op == "MaxPool") {
      maps.emplace(node.outputs[0], pooled(from, window_of(node)));
    } else {
      EXPECT_EQ(node.op, "Relu");
      maps.emplace(node.outputs[0], rectified(from));
    }
  }
  return maps.at(graph.outputs.at(0).value);
}

Map random_map(std::int64_t rows, std::int64_t columns) {
  const Tensor tensor = random_tensor({1, 1, rows, columns}, 5);
  Map map(rows, columns);
  std::ranges::copy(tensor.floats(), map.values.begin());
  return map;
}

/// Every `step`-th element of both axes from (top, left).
Map every(const Map& map, std::int64_t step, std::int64_t top = 0, std::int64_t left = 0) {
  Map out((map.rows - top + step - 1) / step, (map.columns - left + step - 1) / step);
  for (std::int64_t y = 0; y < out.rows; ++y)
    for (std::int64_t x = 0; x < out.columns; ++x) out.at(y, x) = map.at(top + y * step, left + x * step);
  return out;
}

Value plain_conv(Value x, const std::string& name, int stride = 1, int pad = kSamePad) {
  return conv(x, 1, 3, name, {.stride = stride, .pad = pad, .bias = false});
}

void expect_equal_to_the_bit(const Graph& graph, int factor,
                             const std::vector<std::pair<std::int64_t, std::int64_t>>& sizes) {
  const DenseGraph dense = remove_strides(graph, {.output_stride = 1});
  ASSERT_EQ(dense.factor, factor);
  const NamedTensors weights = random_weights(graph);
  for (const auto& [rows, columns] : sizes) {
    const Map x = random_map(rows, columns);
    const Map original = run_in_double(graph, weights, x), fine = run_in_double(dense.graph, weights, x);
    EXPECT_EQ(every(fine, factor), original) << rows << "x" << columns;
  }
}

// The chain and the sizes of ops.md 13; 61 pixels give 61 cells instead of 8. Pools that round up are equal
// too, for the rewriting pads their ends.
TEST(SurgeryExact, PoolsAndStridedConvolutions) {
  for (const bool ceil_mode : {false, true}) {
    const Graph graph = graph_of(1, [&](Value x) {
      x = max_pool(relu(plain_conv(x, "conv1")), 2, 2, "pool1", 0, ceil_mode);
      x = max_pool(relu(plain_conv(x, "conv2")), 2, 2, "pool2", 0, ceil_mode);
      return plain_conv(plain_conv(plain_conv(x, "conv3"), "conv4", 2), "conv5");
    });
    expect_equal_to_the_bit(graph, 8, {{64, 64}, {67, 71}, {61, 58}, {33, 47}, {40, 45}});
  }
}

// Overlapping pools with padding, as in ResNet's stem and DeepLab.
TEST(SurgeryExact, PaddedPools) {
  const Graph graph = graph_of(1, [](Value x) {
    x = max_pool(plain_conv(x, "conv1"), 3, 2, "pool1", 1, false);
    return plain_conv(max_pool(plain_conv(x, "conv2"), 3, 2, "pool2", 1, false), "conv3");
  });
  expect_equal_to_the_bit(graph, 4, {{32, 32}, {33, 35}, {30, 41}, {29, 38}});
}

// Without padding, every phase of the dense map is the original of the picture without its first pixels.
TEST(SurgeryExact, ShiftAndStitch) {
  const Graph graph = graph_of(1, [](Value x) {
    x = max_pool(plain_conv(x, "conv1", 1, 0), 2, 2, "pool1", 0, false);
    x = max_pool(plain_conv(x, "conv2", 1, 0), 2, 2, "pool2", 0, false);
    return plain_conv(x, "conv3", 1, 0);
  });
  const DenseGraph dense = remove_strides(graph, {.output_stride = 1});
  const NamedTensors weights = random_weights(graph);
  const Map x = random_map(41, 38), all = run_in_double(dense.graph, weights, x);
  for (std::int64_t top = 0; top < 4; ++top)
    for (std::int64_t left = 0; left < 4; ++left)
      EXPECT_EQ(every(all, 4, top, left), run_in_double(graph, weights, every(x, 1, top, left)))
          << top << " " << left;
}

}  // namespace
}  // namespace perpixel
