#include <gtest/gtest.h>

#include "graph/op/window.h"
#include "runtime/error_of.h"
#include "runtime/kernel/cpu.h"
#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

/// The definition, in doubles: y[o] = bias[o] + sum over the group's channels and taps.
Tensor naive_conv(const Tensor& x, const Tensor& weight, const Tensor* bias, const Window& window) {
  Tensor y({x.size(0), weight.size(0), window_output_size(window, 0, x.size(2)),
            window_output_size(window, 1, x.size(3))});
  const std::int64_t depth = weight.size(1), per_group = weight.size(0) / window.group;
  for (std::int64_t n = 0; n < y.size(0); ++n)
    for (std::int64_t o = 0; o < y.size(1); ++o)
      for (std::int64_t oy = 0; oy < y.size(2); ++oy)
        for (std::int64_t ox = 0; ox < y.size(3); ++ox) {
          double sum = bias ? bias->floats()[static_cast<std::size_t>(o)] : 0;
          for (std::int64_t c = 0; c < depth; ++c)
            for (std::int64_t ky = 0; ky < weight.size(2); ++ky)
              for (std::int64_t kx = 0; kx < weight.size(3); ++kx)
                sum += static_cast<double>(at(weight, o, c, ky, kx)) *
                       at(x, n, o / per_group * depth + c,
                          oy * window.stride[0] + ky * window.dilation[0] - window.pad_begin[0],
                          ox * window.stride[1] + kx * window.dilation[1] - window.pad_begin[1]);
          at(y, n, o, oy, ox) = static_cast<float>(sum);
        }
  return y;
}

struct Case {
  Shape x, weight;
  std::vector<std::int64_t> strides{1, 1}, pads{0, 0, 0, 0}, dilations{1, 1};
  std::int64_t group = 1;
  bool bias = true;
};

/// Attributes that the layer functions do not offer (uneven pads and strides) are set on the node.
Graph conv_graph(const Case& c) {
  Graph graph = graph_of(static_cast<int>(c.x[1]), [&](Value x) {
    return conv(x, static_cast<int>(c.weight[0]), 1, "conv",
                {.group = static_cast<int>(c.group), .bias = c.bias});
  });
  graph.parameters[0].shape = c.weight;
  auto& attributes = graph.nodes[0].attributes;
  attributes["kernel_shape"] = std::vector{c.weight[2], c.weight[3]};
  attributes["strides"] = c.strides;
  attributes["pads"] = c.pads;
  attributes["dilations"] = c.dilations;
  return graph;
}

const Case kCases[] = {
    {{1, 1, 1, 1}, {1, 1, 1, 1}},
    {{2, 3, 5, 7}, {4, 3, 3, 3}, {1, 1}, {1, 1, 1, 1}},
    {{1, 3, 9, 8}, {5, 3, 3, 3}, {2, 2}, {1, 1, 1, 1}},
    {{1, 2, 11, 13}, {3, 2, 5, 2}, {3, 2}, {2, 0, 1, 1}},
    {{1, 2, 12, 12}, {7, 2, 3, 3}, {1, 1}, {4, 4, 4, 4}, {4, 4}},
    {{1, 4, 10, 10}, {4, 4, 3, 3}, {2, 1}, {3, 2, 0, 5}, {2, 3}},
    {{2, 6, 6, 5}, {9, 2, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}, 3},
    {{1, 5, 6, 6}, {5, 1, 3, 3}, {1, 1}, {1, 1, 1, 1}, {1, 1}, 5, false},  // depthwise
    {{3, 4, 17, 19}, {8, 4, 1, 1}},                                        // pointwise: rows are joined
    {{1, 4, 7, 7}, {8, 4, 1, 1}, {2, 2}},
    {{1, 2, 2, 3}, {3, 2, 7, 7}, {1, 1}, {3, 3, 3, 3}},          // the kernel is larger than the picture
    {{1, 2, 1, 1}, {1, 2, 3, 3}, {1, 1}, {100, 100, 100, 100}},  // FCN's padding: most windows see nothing
    {{1, 40, 9, 40},
     {250, 40, 3, 3},
     {1, 1},
     {1, 1, 1, 1}},  // several blocks of positions, channels and depth
};

TEST(Conv, EqualsTheDefinition) {
  unsigned seed = 1;
  for (const Case& c : kCases) {
    const Graph graph = conv_graph(c);
    const NamedTensors weights = random_weights(graph, ++seed);
    const Tensor x = random_tensor(c.x, ++seed);
    const Tensor& weight = weights.at("conv.weight");
    const Tensor expected = naive_conv(x, weight, c.bias ? &weights.at("conv.bias") : nullptr,
                                       window_of(graph.nodes[0], &c.weight));
    const float terms = static_cast<float>(weight.count() / weight.size(0));
    EXPECT_LE(max_difference(run_graph(graph, weights, x), expected), 1e-6f * terms + 1e-6f)
        << shape_text(c.weight);
  }
}

// The second road: every instruction set of this machine against the definition.
TEST(Conv, EqualsTheDefinitionOnEveryCpuLevel) {
  const Case c{{1, 20, 15, 37}, {19, 20, 3, 3}, {1, 1}, {1, 1, 1, 1}};
  const Graph graph = conv_graph(c);
  const NamedTensors weights = random_weights(graph);
  const Tensor x = random_tensor(c.x, 3);
  const Tensor expected = naive_conv(x, weights.at("conv.weight"), &weights.at("conv.bias"),
                                     window_of(graph.nodes[0], &c.weight));
  for (const std::string& level : cpu_levels()) {
    use_cpu_level(level);
    EXPECT_LE(max_difference(run_graph(graph, weights, x), expected), 2e-4f) << level;
  }
  use_cpu_level("");
}

// Property: a picture's result does not depend on its batch, bit by bit.
TEST(Conv, PicturesOfABatchAreIndependent) {
  const Graph graph = conv_graph({{2, 3, 21, 20}, {7, 3, 3, 3}});
  const NamedTensors weights = random_weights(graph);
  const Tensor pair = random_tensor({2, 3, 21, 20}, 5);
  Tensor second({1, 3, 21, 20});
  std::copy_n(pair.floats().begin() + second.count(), second.count(), second.floats().begin());
  const Tensor both = run_graph(graph, weights, pair);
  const Tensor alone = run_graph(graph, weights, second);
  EXPECT_TRUE(
      std::equal(alone.floats().begin(), alone.floats().end(), both.floats().begin() + alone.count()));
}

TEST(Conv, FaultsAreFoundWhenTheSessionIsBuilt) {
  Graph graph = conv_graph({{1, 3, 5, 5}, {4, 3, 3, 3}});
  const auto build = [](const Graph& g) { return error_of([&] { Session(g, random_weights(g)); }); };
  Graph wrong_channels = graph;
  wrong_channels.parameters[0].shape = {4, 2, 3, 3};
  EXPECT_TRUE(mentions(build(wrong_channels), "node \"conv\" (Conv): takes 2 channels, its input has 3"));
  Graph auto_pad = graph;
  auto_pad.nodes[0].attributes["auto_pad"] = std::string("SAME");
  EXPECT_TRUE(mentions(build(auto_pad), "auto_pad = SAME is not known"));
  Graph cubes = graph;
  cubes.parameters[0].shape = {4, 3, 3, 3, 3};
  EXPECT_EQ(build(cubes).code(), ErrorCode::shape_mismatch);
  Graph stride = graph;
  stride.nodes[0].attributes["strides"] = std::vector<std::int64_t>{0, 1};
  EXPECT_TRUE(mentions(build(stride), "strides = [0, 1]"));
  Graph groups = graph;
  groups.nodes[0].attributes["group"] = std::int64_t{3};
  EXPECT_EQ(build(groups).code(), ErrorCode::shape_mismatch);
  Graph bias = graph;
  bias.parameters[1].shape = {5};
  EXPECT_TRUE(mentions(build(bias), "bias must be [4]"));
}

// Two roads: pads as auto_pad gives them against the same as numbers. 5 + 2 pads at stride 2: 3 positions; an
// odd pad (kernel 4: 3 in all) goes to the end.
TEST(Conv, AutoPadIsPaddingBySize) {
  for (const auto& [kernel, upper, lower] :
       {std::tuple{3, std::vector<std::int64_t>{1, 1, 1, 1}, std::vector<std::int64_t>{1, 1, 1, 1}},
        {4, {1, 1, 2, 2}, {2, 2, 1, 1}}}) {
    Graph graph =
        graph_of(2, [k = kernel](Value v) { return conv(v, 3, k, "conv", {.stride = 2, .pad = 0}); });
    const NamedTensors weights = random_weights(graph);
    const Tensor x = random_tensor({1, 2, 5, 5}, 3);
    for (const auto& [name, pads] : {std::pair{"SAME_UPPER", upper}, {"SAME_LOWER", lower}}) {
      Graph by_name = graph, by_number = graph;
      by_name.nodes[0].attributes.erase("pads");
      by_name.nodes[0].attributes["auto_pad"] = std::string(name);
      by_number.nodes[0].attributes["pads"] = pads;
      const Tensor y = run_graph(by_name, weights, x);
      EXPECT_EQ(y.shape(), (Shape{1, 3, 3, 3}));
      EXPECT_EQ(values(y), values(run_graph(by_number, weights, x))) << name << kernel;
    }
  }
}

// Two roads: rows [N, C, W] against maps [N, C, 1, W].
TEST(Conv, RowsAreMapsOfHeightOne) {
  using Ints = std::vector<std::int64_t>;
  const std::map<std::string, Attribute> row{
      {"strides", Ints{2}}, {"pads", Ints{1, 2}}, {"dilations", Ints{2}}};
  const std::map<std::string, Attribute> map{
      {"strides", Ints{1, 2}}, {"pads", Ints{0, 1, 0, 2}}, {"dilations", Ints{1, 2}}};
  const Tensor x = random_tensor({2, 3, 11}, 1), weight = random_tensor({4, 3, 3}, 2),
               bias = random_tensor({4}, 3);
  const Tensor flat = run_node("Conv", row, {x, weight, bias})[0];
  const Tensor plane =
      run_node("Conv", map, {x.reshaped({2, 3, 1, 11}), weight.reshaped({4, 3, 1, 3}), bias})[0];
  EXPECT_EQ(flat.shape(), (Shape{2, 4, 5}));
  EXPECT_EQ(values(flat), values(plane));
}

// Weights that are no parameters (inputs of the graph) are arranged in every run.
TEST(Conv, ComputedWeights) {
  const Graph graph = graph_of(2, [](Value v) { return conv(v, 3, 3, "conv"); });
  const NamedTensors weights = random_weights(graph);
  const Tensor x = random_tensor({1, 2, 5, 6}, 3);
  const Tensor y = run_node("Conv", {{"pads", std::vector<std::int64_t>{1, 1, 1, 1}}},
                            {x, weights.at("conv.weight"), weights.at("conv.bias")})[0];
  EXPECT_EQ(values(y), values(run_graph(graph, weights, x)));
}

TEST(Conv, ThreeAxesAreRefusedByName) {
  EXPECT_TRUE(mentions(error_of([] {
                         run_node("Conv", {},
                                  {random_tensor({1, 1, 3, 3, 3}, 1), random_tensor({1, 1, 2, 2, 2}, 1)});
                       }),
                       "node \"node\" (Conv): a window of 3 axes"));
}

}  // namespace
}  // namespace perpixel
