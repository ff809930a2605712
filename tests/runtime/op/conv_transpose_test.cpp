#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

struct Case {
  std::int64_t channels, out_channels;
  std::vector<std::int64_t> kernel, strides, pads, dilations{1, 1};
  std::int64_t group = 1;
};

// Both forms of the engine: up to 3 output channels a group go row by row, more of them phase by phase.
const Case kCases[] = {
    {2, 2, {4, 4}, {2, 2}, {1, 1, 1, 1}},
    {2, 7, {4, 4}, {2, 2}, {1, 1, 1, 1}},
    {3, 8, {3, 5}, {2, 3}, {1, 0, 0, 2}},
    {3, 1, {3, 5}, {2, 3}, {1, 0, 0, 2}},
    {4, 4, {16, 16}, {8, 8}, {4, 4, 4, 4}, {1, 1}, 4},  // bilinear upsampling, a group per class
    {6, 12, {4, 4}, {2, 2}, {0, 0, 0, 0}, {1, 1}, 2},
    {2, 5, {3, 3}, {2, 2}, {1, 1, 1, 1}, {2, 2}},
    {2, 5, {3, 2}, {3, 2}, {0, 0, 0, 0}, {2, 3}},
    {2, 2, {3, 2}, {3, 2}, {0, 0, 0, 0}, {2, 3}},
    {2, 5, {2, 2}, {4, 3}, {0, 0, 0, 0}},  // stride above kernel: some outputs get the bias alone
    {2, 6, {1, 1}, {1, 1}, {0, 0, 0, 0}},
    {2, 6, {3, 3}, {1, 1}, {1, 1, 1, 1}},
};

Graph sliding_graph(const Case& c, bool transposed) {
  const auto group = static_cast<int>(c.group);
  Graph graph = transposed ? graph_of(static_cast<int>(c.channels),
                                      [&](Value x) {
                                        return conv_transpose(x, static_cast<int>(c.out_channels), 1, "layer",
                                                              {.group = group});
                                      })
                           : graph_of(static_cast<int>(c.out_channels), [&](Value x) {
                               return conv(x, static_cast<int>(c.channels), 1, "layer",
                                           {.group = group, .bias = false});
                             });
  graph.parameters[0].shape = {c.channels, c.out_channels / c.group, c.kernel[0], c.kernel[1]};
  auto& attributes = graph.nodes[0].attributes;
  attributes["kernel_shape"] = c.kernel;
  attributes["strides"] = c.strides;
  attributes["pads"] = c.pads;
  attributes["dilations"] = c.dilations;
  return graph;
}

// Property: <conv(y), x> = <y, conv_transpose(x)> for the same weight.
TEST(ConvTranspose, IsTheAdjointOfConv) {
  unsigned seed = 1;
  for (const Case& c : kCases) {
    const Graph up = sliding_graph(c, true);
    const Graph down = sliding_graph(c, false);
    const NamedTensors weights = random_weights(up, ++seed);
    const Tensor x = random_tensor({2, c.channels, 5, 6}, ++seed);
    const Tensor up_x = run_graph(up, weights, x);
    const Tensor y = random_tensor(up_x.shape(), ++seed);
    const Tensor down_y = run_graph(down, weights, y);
    ASSERT_EQ(down_y.shape(), x.shape());
    EXPECT_NEAR(inner_product(down_y, x), inner_product(y, up_x),
                1e-4 * std::sqrt(static_cast<double>(y.count())))
        << c.out_channels << " " << shape_text(c.kernel) << shape_text(c.strides);
  }
}

/// The definition: every input paints its kernel, scaled, onto the output.
Tensor painted(const Tensor& x, const Tensor& weight, const Tensor& bias, std::int64_t stride,
               std::int64_t pad, std::int64_t output_padding) {
  const auto size = [&](int axis) {
    return (x.size(axis) - 1) * stride - 2 * pad + weight.size(axis) + output_padding;
  };
  Tensor y({x.size(0), weight.size(1), size(2), size(3)});
  for (std::int64_t i = 0; i < y.count(); ++i)
    y.floats()[static_cast<std::size_t>(i)] =
        bias.floats()[static_cast<std::size_t>(i / (y.size(2) * y.size(3)) % y.size(1))];
  for (std::int64_t c = 0; c < x.size(1); ++c)
    for (std::int64_t o = 0; o < y.size(1); ++o)
      for (std::int64_t i = 0; i < x.size(2) * x.size(3) * weight.size(2) * weight.size(3); ++i) {
        const std::int64_t kx = i % weight.size(3), ky = i / weight.size(3) % weight.size(2);
        const std::int64_t ix = i / weight.size(3) / weight.size(2) % x.size(3),
                           iy = i / weight.size(3) / weight.size(2) / x.size(3);
        const std::int64_t oy = iy * stride + ky - pad, ox = ix * stride + kx - pad;
        if (oy >= 0 && ox >= 0 && oy < y.size(2) && ox < y.size(3))
          at(y, 0, o, oy, ox) += at(x, 0, c, iy, ix) * at(weight, c, o, ky, kx);
      }
  return y;
}

TEST(ConvTranspose, PaintsKernelsAndAddsTheBias) {
  for (const int out_channels : {2, 5})
    for (const int output_padding : {0, 1}) {
      const Graph graph = graph_of(3, [&](Value x) {
        return conv_transpose(x, out_channels, 5, "up",
                              {.stride = 3, .pad = 1, .output_padding = output_padding, .bias = true});
      });
      const NamedTensors weights = random_weights(graph);
      const Tensor x = random_tensor({1, 3, 4, 7}, 2);
      const Tensor expected =
          painted(x, weights.at("up.weight"), weights.at("up.bias"), 3, 1, output_padding);
      EXPECT_LE(max_difference(run_graph(graph, weights, x), expected), 1e-5f);
    }
}

// By hand: the bilinear kernel of factor 2, [1 3 3 1] / 4 on each axis, continues the line 0 1 2 3 in steps
// of 1/2.
TEST(ConvTranspose, BilinearKernelInterpolates) {
  const Graph graph =
      graph_of(1, [](Value x) { return conv_transpose(x, 1, 4, "up", {.stride = 2, .pad = 1}); });
  const float row[] = {0.25f, 0.75f, 0.75f, 0.25f};
  Tensor kernel({1, 1, 4, 4});
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 4; ++x) at(kernel, 0, 0, y, x) = row[y] * row[x];
  Tensor line({1, 1, 3, 4});
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 4; ++x) at(line, 0, 0, y, x) = static_cast<float>(x);
  const Tensor y = run_graph(graph, {{"up.weight", kernel}}, line);
  for (int ox = 1; ox < 7; ++ox) EXPECT_FLOAT_EQ(at(y, 0, 0, 2, ox), static_cast<float>(ox) / 2 - 0.25f);
}

TEST(ConvTranspose, FaultsAreFoundWhenTheSessionIsBuilt) {
  Graph graph = sliding_graph({2, 5, {3, 3}, {2, 2}, {0, 0, 0, 0}}, true);
  graph.parameters[0].shape = {3, 5, 3, 3};
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, random_weights(graph)); }),
                       "takes 3 channels, its input has 2"));
}

// ONNX's test convtranspose_output_shape: 3 x 3 at strides 3, 2 reaches 9 x 7; asked for 10 x 8 the last row
// and column receive nothing. Two roads: the same without output_shape, in the corner.
TEST(ConvTranspose, OutputShapeAddsAtTheEnd) {
  using Ints = std::vector<std::int64_t>;
  const Tensor x = random_tensor({1, 1, 3, 3}, 1), weight = random_tensor({1, 2, 3, 3}, 2);
  const Tensor natural = run_node("ConvTranspose", {{"strides", Ints{3, 2}}}, {x, weight})[0];
  const Tensor asked =
      run_node("ConvTranspose", {{"strides", Ints{3, 2}}, {"output_shape", Ints{10, 8}}}, {x, weight})[0];
  ASSERT_EQ(natural.shape(), (Shape{1, 2, 9, 7}));
  ASSERT_EQ(asked.shape(), (Shape{1, 2, 10, 8}));
  for (std::int64_t c = 0; c < 2; ++c)
    for (std::int64_t i = 0; i < 10; ++i)
      for (std::int64_t j = 0; j < 8; ++j)
        EXPECT_EQ(at(asked, 0, c, i, j), i < 9 && j < 7 ? at(natural, 0, c, i, j) : 0);
}

// Two roads: rows [N, C, W] against maps [N, C, 1, W], with few and with many channels.
TEST(ConvTranspose, RowsAreMapsOfHeightOne) {
  using Ints = std::vector<std::int64_t>;
  for (const std::int64_t channels : {2, 9}) {
    const Tensor x = random_tensor({2, 3, 5}, 1), weight = random_tensor({3, channels, 4}, 2);
    const Tensor flat =
        run_node("ConvTranspose", {{"strides", Ints{2}}, {"pads", Ints{1, 0}}}, {x, weight})[0];
    const Tensor plane = run_node("ConvTranspose", {{"strides", Ints{1, 2}}, {"pads", Ints{0, 1, 0, 0}}},
                                  {x.reshaped({2, 3, 1, 5}), weight.reshaped({3, channels, 1, 4})})[0];
    EXPECT_EQ(flat.shape(), (Shape{2, channels, 11}));
    EXPECT_EQ(values(flat), values(plane));
  }
}

// By hand: 1, 2 under a kernel 1, 10, 100 at stride 2 reach 1, 10, 100 + 2, 20, 200; four of the five are
// wanted, and the odd one is cut at the end or at the beginning.
TEST(ConvTranspose, AutoPadGivesStrideTimesTheInput) {
  const Tensor x = Tensor::from({1, 1, 1, 2}, {1, 2}), weight = Tensor::from({1, 1, 1, 3}, {1, 10, 100});
  const auto result = [&](const char* word) {
    return values(run_node("ConvTranspose",
                           {{"strides", std::vector<std::int64_t>{1, 2}}, {"auto_pad", std::string(word)}},
                           {x, weight})[0]);
  };
  EXPECT_EQ(result("SAME_UPPER"), (std::vector<float>{1, 10, 102, 20}));
  EXPECT_EQ(result("SAME_LOWER"), (std::vector<float>{10, 102, 20, 200}));
}

}  // namespace
}  // namespace perpixel
