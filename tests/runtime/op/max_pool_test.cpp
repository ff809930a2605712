#include <gtest/gtest.h>

#include "graph/op/window.h"
#include "runtime/error_of.h"
#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

/// "x" -> MaxPool -> "y" and "positions".
Graph pool_graph(int channels, int kernel, int stride, int pad, bool ceil_mode, std::int64_t dilation = 1) {
  Graph graph =
      graph_of(channels, [&](Value x) { return max_pool(x, kernel, stride, "pool", pad, ceil_mode); });
  graph.nodes[0].attributes["dilations"] = std::vector{dilation, dilation};
  const int positions = static_cast<int>(graph.values.size());
  graph.values.push_back({.name = "positions", .producer = 0});
  graph.nodes[0].outputs.push_back(positions);
  graph.outputs.push_back({"positions", positions});
  return graph;
}

struct Case {
  Shape x;
  int kernel, stride, pad;
  bool ceil_mode;
  int dilation = 1;
};

const Case kCases[] = {
    {{2, 3, 8, 8}, 2, 2, 0, true},   {{1, 2, 7, 5}, 2, 2, 0, true},      {{1, 2, 7, 5}, 2, 2, 0, false},
    {{1, 2, 9, 6}, 3, 2, 1, true},   {{1, 2, 9, 6}, 3, 2, 1, false},     {{1, 1, 6, 7}, 3, 1, 1, false},
    {{1, 1, 13, 13}, 3, 2, 0, true}, {{1, 1, 10, 11}, 3, 2, 2, true, 2}, {{1, 1, 1, 1}, 3, 2, 1, true},
    {{1, 1, 1, 2}, 3, 2, 0, true},
};

// The definition, window by window; the first maximum in reading order wins. Few distinct values, so that
// ties happen.
TEST(MaxPool, EqualsTheDefinitionWithPositions) {
  for (const Case& c : kCases) {
    Tensor x = random_tensor(c.x, 9);
    for (float& value : x.floats()) value = std::round(value * 2);
    const Graph graph =
        pool_graph(static_cast<int>(c.x[1]), c.kernel, c.stride, c.pad, c.ceil_mode, c.dilation);
    const NamedTensors out = Session(graph, {}, {.threads = 1}).run({{"x", x}});
    const Tensor& y = out.at("y");
    const auto positions = out.at("positions").as<std::int64_t>();
    std::size_t i = 0;
    for (std::int64_t n = 0; n < y.size(0); ++n)
      for (std::int64_t ch = 0; ch < y.size(1); ++ch)
        for (std::int64_t oy = 0; oy < y.size(2); ++oy)
          for (std::int64_t ox = 0; ox < y.size(3); ++ox, ++i) {
            float best = -INFINITY;
            std::int64_t position = -1;
            for (int ky = 0; ky < c.kernel; ++ky)
              for (int kx = 0; kx < c.kernel; ++kx) {
                const std::int64_t iy = oy * c.stride - c.pad + ky * c.dilation,
                                   ix = ox * c.stride - c.pad + kx * c.dilation;
                if (iy < 0 || ix < 0 || iy >= x.size(2) || ix >= x.size(3) || at(x, n, ch, iy, ix) <= best)
                  continue;
                best = at(x, n, ch, iy, ix);
                position = ((n * x.size(1) + ch) * x.size(2) + iy) * x.size(3) + ix;
              }
            ASSERT_EQ(y.floats()[i], best) << shape_text(c.x) << " " << oy << " " << ox;
            ASSERT_EQ(positions[i], position) << shape_text(c.x) << " " << oy << " " << ox;
          }
  }
}

// By hand. Row 1 2 3 4 5, windows of 2 with stride 2: the ceil form keeps the last, partial window.
TEST(MaxPool, CeilModeKeepsThePartialWindow) {
  const Tensor x = Tensor::from({1, 1, 1, 5}, {1, 2, 3, 4, 5});
  const auto pooled = [&](bool ceil_mode) {
    Graph graph = graph_of(1, [&](Value v) { return max_pool(v, 2, 2, "pool", 0, ceil_mode); });
    graph.nodes[0].attributes["kernel_shape"] = std::vector<std::int64_t>{1, 2};
    return values(run_graph(graph, {}, x));
  };
  EXPECT_EQ(pooled(true), (std::vector<float>{2, 4, 5}));
  EXPECT_EQ(pooled(false), (std::vector<float>{2, 4}));
}

TEST(MaxPool, PaddingNeverWinsAndNanDoes) {
  const Tensor x = Tensor::from({1, 1, 2, 2}, {-5, -3, -4, NAN});
  const auto y =
      values(run_graph(graph_of(1, [](Value v) { return max_pool(v, 2, 2, "pool", 1, false); }), {}, x));
  EXPECT_EQ((std::vector<float>{y[0], y[1], y[2]}), (std::vector<float>{-5, -3, -4}));
  EXPECT_TRUE(std::isnan(y[3]));
}

TEST(MaxPool, RefusesPaddingAsWideAsTheWindow) {
  const Graph graph = graph_of(1, [](Value v) { return max_pool(v, 2, 2, "pool", 2); });
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, {}); }),
                       "node \"pool\" (MaxPool): the padding must be smaller"));
}

TEST(MaxPool, PositionsAreNoMap) {
  Graph graph = pool_graph(1, 2, 2, 0, true);
  output(softmax({&graph, graph.find_value("positions")}, "s"), "z");
  EXPECT_TRUE(
      mentions(error_of([&] { Session(graph, {}); }), "node \"s\" (Softmax): cannot read i64 values"));
}

// By hand: ONNX's column-major positions of one 3 x 2 plane: the greatest lies in row 2, column 1.
TEST(MaxPool, PositionsMayCountByColumns) {
  Graph graph = pool_graph(1, 2, 1, 0, false);
  graph.nodes[0].attributes["storage_order"] = std::int64_t{1};
  const Tensor x = Tensor::from({1, 1, 3, 2}, {1, 2, 3, 4, 5, 6});
  const NamedTensors out = Session(graph, {}).run({{"x", x}});
  EXPECT_EQ(out.at("positions").as<std::int64_t>()[1], 1 * 3 + 2);
}

// By hand: four cells at kernel 3, stride 2 give two windows over five cells, one of them padding.
TEST(MaxPool, AutoPadIsPaddingBySize) {
  const Tensor x = Tensor::from({1, 1, 1, 4}, {1, 2, 3, 4});
  const auto pooled = [&](const char* word) {
    return values(run_node("MaxPool",
                           {{"kernel_shape", std::vector<std::int64_t>{1, 3}},
                            {"strides", std::vector<std::int64_t>{1, 2}},
                            {"auto_pad", std::string(word)}},
                           {x})[0]);
  };
  EXPECT_EQ(pooled("SAME_UPPER"), (std::vector<float>{3, 4}));  // 1, 2, 3 | 3, 4, -
  EXPECT_EQ(pooled("SAME_LOWER"), (std::vector<float>{2, 4}));  // -, 1, 2 | 2, 3, 4
}

}  // namespace
}  // namespace perpixel
