// ops.md 21, rows 1, 2 and 5: the engine's transposed convolution against the plain forms in double.
#include <gtest/gtest.h>

#include <numeric>

#include "convolution/forms.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

using Ints = std::vector<std::int64_t>;

/// One row of numbers through a kernel of one row; strides and padding move columns alone.
std::vector<float> row_through(std::int64_t stride, std::int64_t pad, std::int64_t output_padding) {
  Graph graph = graph_of(1, [](Value x) { return conv_transpose(x, 1, 1, "up"); });
  graph.parameters[0].shape = {1, 1, 1, 3};
  auto& attributes = graph.nodes[0].attributes;
  attributes["kernel_shape"] = Ints{1, 3};
  attributes["strides"] = Ints{1, stride};
  attributes["pads"] = Ints{0, pad, 0, pad};
  attributes["output_padding"] = Ints{0, output_padding};
  return values(run_graph(graph, {{"up.weight", Tensor::from({1, 1, 1, 3}, {1, 10, 100})}},
                          Tensor::from({1, 1, 1, 3}, {1, 2, 3})));
}

TEST(ConvTransposeForms, WorkedExamplesOfTheSpecification) {
  EXPECT_EQ(row_through(1, 0, 0), (std::vector<float>{1, 12, 123, 230, 300}));
  EXPECT_EQ(row_through(2, 0, 0), (std::vector<float>{1, 10, 102, 20, 203, 30, 300}));
  EXPECT_EQ(row_through(2, 1, 0), (std::vector<float>{10, 102, 20, 203, 30}));
  EXPECT_EQ(row_through(2, 1, 1), (std::vector<float>{10, 102, 20, 203, 30, 300}));
  EXPECT_EQ(row_through(3, 1, 2), (std::vector<float>{10, 100, 2, 20, 200, 3, 30, 300, 0}));
}

TEST(ConvTransposeForms, TheLecturesExample) {
  const Graph graph = graph_of(1, [](Value x) { return conv_transpose(x, 1, 3, "up", {.stride = 1}); });
  Tensor kernel({1, 1, 3, 3});
  std::iota(kernel.floats().begin(), kernel.floats().end(), 1.f);
  EXPECT_EQ(values(run_graph(graph, {{"up.weight", kernel}}, Tensor::from({1, 1, 2, 2}, {1, 2, 3, 4}))),
            (std::vector<float>{1, 4, 7, 6, 7, 23, 33, 24, 19, 53, 63, 42, 21, 52, 59, 36}));
}

/// Plane `channel` of a map, or of a weight [1, O, k, k].
Map plane(const Tensor& tensor, std::int64_t channel) {
  Map map(tensor.size(2), tensor.size(3));
  for (std::int64_t y = 0; y < map.rows; ++y)
    for (std::int64_t x = 0; x < map.columns; ++x)
      map.at(y, x) = static_cast<double>(at(tensor, 0, channel, y, x));
  return map;
}

// Up to 3 output channels the engine goes row by row, above them phase by phase: both.
TEST(ConvTransposeForms, EqualTheCopiesInDouble) {
  for (const int channels : {1, 5})
    for (int kernel = 1; kernel <= 4; ++kernel)
      for (int stride = 1; stride <= 3; ++stride)
        for (int pad = 0; pad < kernel; ++pad)
          for (int dilation = 1; dilation <= 2; ++dilation)
            for (int extra = 0; extra < stride; ++extra) {
              Graph graph = graph_of(1, [&](Value x) {
                return conv_transpose(x, channels, kernel, "up",
                                      {.stride = stride, .pad = pad, .output_padding = extra});
              });
              graph.nodes[0].attributes["dilations"] = Ints{dilation, dilation};
              const NamedTensors weights = random_weights(graph);
              const Tensor x = random_tensor({1, 1, 4, 5}, 3);
              const Tensor y = run_graph(graph, weights, x);
              for (int c = 0; c < channels; ++c) {
                const Map expected = transposed_by_copies(plane(x, 0), plane(weights.at("up.weight"), c),
                                                          {stride, pad, dilation, extra});
                ASSERT_EQ(y.size(2), expected.rows);
                ASSERT_EQ(y.size(3), expected.columns);
                const Map found = plane(y, c);
                for (std::size_t i = 0; i < expected.values.size(); ++i)
                  ASSERT_NEAR(found.values[i], expected.values[i], 1e-5)
                      << channels << " " << kernel << " " << stride << " " << pad << " " << dilation << " "
                      << extra;
              }
            }
}

}  // namespace
}  // namespace perpixel
