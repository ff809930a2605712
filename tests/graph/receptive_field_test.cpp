#include "graph/receptive_field.h"

#include <gtest/gtest.h>

#include <functional>

#include "runtime/one_graph.h"

namespace perpixel {
namespace {

AxisField field_of(const Graph& graph, const char* name, std::int64_t size = 64) {
  const int channels = graph.values[static_cast<std::size_t>(graph.inputs[0].value)].channels;
  return receptive_fields(graph,
                          {{graph.inputs[0].name,
                            {1, channels, size, size}}})[static_cast<std::size_t>(graph.find_value(name))]
      .x;
}

// Long et al. 2015, section 4 and Simonyan & Zisserman's table 1: pool3 44 / stride 8, pool4 100 / 16, pool5
// 212 / 32, fc6 (7x7) 404 / 32.
TEST(ReceptiveField, Vgg16) {
  Graph graph{.name = "vgg16"};
  Value x = input(graph, "x", 1);
  const int convs[] = {2, 2, 3, 3, 3};
  for (int stage = 0; stage < 5; ++stage) {
    for (int i = 0; i < convs[stage]; ++i)
      x = relu(conv(x, 1, 3, "conv" + std::to_string(stage) + "_" + std::to_string(i)));
    x = max_pool(x, 2, 2, "pool" + std::to_string(stage + 1));
  }
  output(conv(x, 1, 7, "fc6"), "y");
  for (const auto& [name, size, stride] :
       {std::tuple{"pool3", 44., 8.}, {"pool4", 100., 16.}, {"pool5", 212., 32.}, {"fc6", 404., 32.}}) {
    EXPECT_EQ(field_of(graph, name, 224).size(), size) << name;
    EXPECT_EQ(field_of(graph, name, 224).stride, stride) << name;
  }
}

// By hand: position o takes the maximum of its own pair, o and the neighbour on either side (3 over both
// phases), of its triple (5), or with overlapping windows of 3 and stride 2, pad 1, of up to two windows (5).
TEST(ReceptiveField, UnpoolingSeesTheWindowsOverAPosition) {
  for (const auto& [kernel, stride, pad, seen] : {std::tuple{2, 2, 0, 3.}, {3, 3, 0, 5.}, {3, 2, 1, 5.}}) {
    for (const int size : {24, 25}) {  // the size ratio says nothing about the window: only the pool does
      Graph graph{.name = "test"};
      const Value x = input(graph, "x", 1);
      const Pooled pooled = max_pool_with_positions(x, kernel, stride, "pool", pad);
      output(unpool_like(pooled.map, pooled.positions, x, "unpool"), "y");
      EXPECT_EQ(field_of(graph, "unpool", size).size(), seen) << kernel << " " << stride << " " << size;
      EXPECT_EQ(field_of(graph, "unpool", size).stride, 1);
    }
  }
}

// Yu & Koltun 2016, figure 1: dilations 1, 2, 4 see 3, 7, 15.
TEST(ReceptiveField, DilationsDoubleTheReach) {
  Graph graph{.name = "dilated"};
  Value x = input(graph, "x", 1);
  for (const int dilation : {1, 2, 4})
    x = conv(x, 1, 3, std::string("d").append(std::to_string(dilation)), {.dilation = dilation});
  output(x, "y");
  EXPECT_EQ(field_of(graph, "d1").size(), 3);
  EXPECT_EQ(field_of(graph, "d2").size(), 7);
  EXPECT_EQ(field_of(graph, "d4").size(), 15);
  EXPECT_EQ(field_of(graph, "d4").centre(), 0);  // same padding: centred on the pixel
}

TEST(ReceptiveField, GlobalPoolingSeesEverything) {
  const Graph graph = graph_of(2, [](Value x) { return add(x, global_average_pool(x, "mean"), "sum"); });
  EXPECT_FALSE(field_of(graph, "mean").bounded);
  EXPECT_FALSE(field_of(graph, "sum").bounded);
  EXPECT_TRUE(field_of(graph, "x").bounded);
}

TEST(ReceptiveField, ParametersAreNotConnected) {
  const Graph graph = graph_of(2, [](Value x) { return conv(x, 2, 3, "conv"); });
  EXPECT_FALSE(field_of(graph, "conv.weight").connected);
  EXPECT_TRUE(field_of(graph, "conv").connected);
}

/// What output column i of a net on a row of pixels really reads: the first and last input column whose
/// change shows.
struct Reads {
  std::int64_t first, last;
};

NamedTensors positive_weights(const Graph& graph) {
  NamedTensors weights = random_weights(graph);  // positive, so that no change cancels
  for (auto& [name, tensor] : weights)
    for (float& value : tensor.floats()) value = std::abs(value) + 0.25f;
  return weights;
}

std::vector<Reads> measured_reads(const Graph& graph, std::int64_t size) {
  const Session session(graph, positive_weights(graph), {.threads = 1});
  const int channels = graph.values[static_cast<std::size_t>(graph.inputs[0].value)].channels;
  const auto run = [&](std::int64_t changed) {
    Tensor x = Tensor::zeros({1, channels, size, size});
    if (changed >= 0)
      for (std::int64_t y = 0; y < size; ++y) at(x, 0, 0, y, changed) = 1;
    return session.run({{"x", x}}).at("y");
  };
  const Tensor rest = run(-1);
  std::vector<Reads> reads(static_cast<std::size_t>(rest.size(3)), {size, -1});
  for (std::int64_t column = 0; column < size; ++column) {
    const Tensor y = run(column);
    for (std::int64_t i = 0; i < y.size(3); ++i)
      if (at(y, 0, 0, y.size(2) / 2, i) != at(rest, 0, 0, y.size(2) / 2, i)) {
        auto& read = reads[static_cast<std::size_t>(i)];
        read.first = std::min(read.first, column);
        read.last = std::max(read.last, column);
      }
  }
  return reads;
}

struct Net {
  const char* name;
  std::function<Value(Value)> build;
  double margin =
      0;  // between the bound and what outputs reach: fractions of pixels add up over several layers
};

const std::vector<Net> kNets{
    {"conv", [](Value x) { return conv(x, 1, 5, "a"); }},
    {"valid", [](Value x) { return conv(conv(x, 2, 3, "a", {.pad = 0}), 1, 4, "b", {.pad = 0}); }},
    {"pad", [](Value x) { return conv(x, 1, 3, "a", {.pad = 6}); }},
    {"stride", [](Value x) { return conv(max_pool(conv(x, 1, 3, "a"), 2, 2, "p"), 1, 3, "b"); }},
    {"pools", [](Value x) { return average_pool(max_pool(x, 3, 2, "p", 1), 2, 2, "q"); }},
    {"dilated",
     [](Value x) { return conv(conv(x, 1, 3, "a", {.dilation = 2}), 1, 3, "b", {.dilation = 3}); }},
    {"transposed", [](Value x) { return conv_transpose(x, 1, 4, "a", {.stride = 2, .pad = 1}); }},
    {"down and up",
     [](Value x) {
       return conv_transpose(conv(x, 1, 3, "a", {.stride = 2}), 1, 4, "b", {.stride = 2, .pad = 1});
     }},
    {"up and conv", [](Value x) { return conv(conv_transpose(x, 1, 3, "a", {.stride = 2}), 1, 3, "b"); }},
    {"up by 3", [](Value x) { return conv_transpose(x, 1, 6, "a", {.stride = 3, .pad = 2}); }},
    {"branches",
     [](Value x) {
       return add(conv(conv(x, 1, 3, "a"), 1, 3, "b"), conv(x, 1, 3, "c", {.dilation = 5}), "sum");
     }},
    {"concat", [](Value x) { return conv(concat({conv(x, 1, 7, "a"), x}, "j"), 1, 1, "b"); }},
    {"skip",
     [](Value x) {
       const Value p = max_pool(conv(x, 1, 3, "a"), 2, 2, "p");
       const Value up = conv_transpose(max_pool(p, 2, 2, "q"), 1, 4, "up", {.stride = 2, .pad = 1});
       return add(crop_like(up, p, 0, "crop"), p, "sum");
     }},
    {"crop", [](Value x) { return crop_like(x, conv(x, 1, 9, "a", {.pad = 0}), 4, "crop"); }},
    {"pad", [](Value x) { return pad_like(conv(x, 1, 9, "a", {.pad = 0}), x, "pad"); }},
    {"nearest up", [](Value x) { return resize(x, 3, "r", ResizeMode::nearest); }},
    {"nearest down", [](Value x) { return resize(conv(x, 1, 3, "a"), 0.25f, "r", ResizeMode::nearest); }},
    {"nearest 3/2", [](Value x) { return resize(x, 1.5f, "r", ResizeMode::nearest); }},
    {"bilinear up", [](Value x) { return resize(x, 2, "r"); }},
    {"bilinear up and conv", [](Value x) { return conv(resize(x, 2, "r"), 1, 3, "a"); }},
    {"bilinear down", [](Value x) { return resize(conv(x, 1, 3, "a"), 0.5f, "r"); }},
    {"bilinear 3/2", [](Value x) { return resize(x, 1.5f, "r"); }},
    {"aligned", [](Value x) { return resize(max_pool(x, 2, 2, "p"), 2, "r", ResizeMode::bilinear, true); },
     0.1},
    {"full size", [](Value x) { return resize_like(conv(max_pool(x, 4, 4, "p"), 1, 3, "a"), x, "r"); }},
    {"up, then every other", [](Value x) { return conv(resize(x, 2, "r"), 1, 3, "a", {.stride = 2}); }, 0.5},
};

// Property: the field that the graph walk computes is the one measured by changing input columns. Measured
// reads lie inside the computed ones, and away from the border some output reaches each end of them.
TEST(ReceptiveField, EqualsWhatTheEngineReads) {
  constexpr std::int64_t kSize = 32;
  for (const Net& net : kNets) {
    const Graph graph = graph_of(1, net.build);
    const auto value = static_cast<std::size_t>(graph.outputs[0].value);
    const AxisField field = receptive_fields(graph, {{"x", {1, 1, kSize, kSize}}})[value].x;
    double first = 1e9, last = -1e9;
    const std::vector<Reads> reads = measured_reads(graph, kSize);
    for (std::size_t i = 0; i < reads.size(); ++i) {
      if (reads[i].last < 0) continue;  // sees only padding
      const double origin = static_cast<double>(i) * field.stride;
      EXPECT_GE(static_cast<double>(reads[i].first), origin + field.first - 1e-9) << net.name << " " << i;
      EXPECT_LE(static_cast<double>(reads[i].last), origin + field.last + 1e-9) << net.name << " " << i;
      if (reads[i].first > 0) first = std::min(first, static_cast<double>(reads[i].first) - origin);
      if (reads[i].last < kSize - 1) last = std::max(last, static_cast<double>(reads[i].last) - origin);
    }
    EXPECT_LE(first - field.first, net.margin + 1e-6) << net.name;
    EXPECT_LE(field.last - last, net.margin + 1e-6) << net.name;
  }
}

}  // namespace
}  // namespace perpixel
