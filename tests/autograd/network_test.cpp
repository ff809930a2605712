#include "autograd/network.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "graph/layers.h"
#include "graph/shape_inference.h"
#include "model/initial_weights.h"
#include "runtime/session.h"

namespace perpixel {
namespace {

/// Every operation of the vocabulary that takes a feature map, in one graph.
Graph every_operation() {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 4);
  Value x = relu(batch_norm(conv(data, 8, 3, "conv1", {.dilation = 2, .bias = false}), "bn1"), "relu1");
  x = local_response_norm(x, 5, 1e-2f, 0.75f, "norm1");
  const Value pooled = max_pool(x, 2, 2, "pool1");
  Value y = average_pool(conv(pooled, 8, 3, "conv2", {.group = 2}), 3, 2, "pool2", 1, true);
  y = sigmoid(y, "sigmoid2");
  y = scale(dropout(y, 0.5f, "drop"), 0.01f, "scaled");
  const Value up = crop_like(conv_transpose(y, 8, 4, "up", {.stride = 2, .group = 8}), pooled, 1, "cropped");
  const Value joined = concat(
      {add(up, pooled, "sum"), resize_like(y, pooled, "resized"), pad_like(y, pooled, "padded")}, "joined");
  output(softmax(resize_like(conv(joined, 3, 1, "score_half"), data, "score", ResizeMode::bilinear, true),
                 "probability"),
         "score");
  return graph;
}

NamedTensors random_input(int height, int width) {
  const at::Tensor image = at::randn({2, 4, height, width}, at::TensorOptions());
  return {{"data", from_torch(image).clone()}};
}

/// LibTorch against our own engine at each size [height, width].
void expect_engines_agree(const Graph& graph, const NamedTensors& weights,
                          const std::vector<std::pair<int, int>>& sizes) {
  Network network(graph, weights, at::kCPU);
  const Session session(graph, weights);
  for (const auto& [height, width] : sizes) {
    const NamedTensors data = random_input(height, width);
    const c10::NoGradGuard no_grad;
    const Tensor theirs = from_torch(network.run({{"data", to_torch(data.at("data"))}}, {}).at("score"));
    const Tensor ours = session.run(data).at("score");
    ASSERT_EQ(theirs.shape(), ours.shape());
    for (std::int64_t i = 0; i < ours.count(); ++i)
      ASSERT_NEAR(theirs.floats()[static_cast<std::size_t>(i)], ours.floats()[static_cast<std::size_t>(i)],
                  2e-5);
  }
}

class EveryOperation : public testing::Test {
 protected:
  EveryOperation() : weights_(initial_weights(graph_, 5)) { seed_torch(1, 0); }
  Graph graph_ = every_operation();
  NamedTensors weights_;
};

// Two roads: LibTorch against our own engine, at even and odd sizes, and both against shape inference.
TEST_F(EveryOperation, AgreesWithOurEngine) {
  expect_engines_agree(graph_, weights_, {std::pair{16, 24}, {17, 23}, {9, 31}});
}

// Property: gradients equal central finite differences.
TEST_F(EveryOperation, GradientsEqualFiniteDifferences) {
  Network network(graph_, weights_, at::kCPU);
  const at::Tensor data = to_torch(random_input(12, 12).at("data"));
  const at::Tensor probe = at::randn({2, 3, 12, 12});
  const auto value = [&] { return (network.run({{"data", data}}, {}).at("score") * probe).sum(); };
  value().backward();
  for (std::size_t p = 0; p < network.parameters().size(); ++p) {
    at::Tensor& parameter = network.parameters()[p];
    if (!parameter.requires_grad()) continue;
    const double analytic = parameter.grad().flatten()[0].item<double>();
    const c10::NoGradGuard no_grad;
    constexpr double kStep = 1e-2;
    at::Tensor element =
        parameter.flatten().numel() == parameter.numel() ? parameter.select(0, 0) : parameter;
    while (element.dim() > 0) element = element.select(0, 0);
    element.add_(kStep);
    const double above = value().item<double>();
    element.sub_(2 * kStep);
    const double below = value().item<double>();
    element.add_(kStep);
    EXPECT_NEAR((above - below) / (2 * kStep), analytic, 2e-2 + 0.05 * std::abs(analytic))
        << graph_.parameters[p].name;
  }
}

// Property: training normalises by the batch and moves the statistics; frozen layers keep them.
TEST_F(EveryOperation, FrozenNormalisationKeepsItsStatistics) {
  for (const bool frozen : {false, true}) {
    Graph graph = every_operation();
    for (Parameter& parameter : graph.parameters)
      if (parameter.name.starts_with("bn1")) parameter.frozen = frozen;
    Network network(graph, weights_, at::kCPU);
    network.run({{"data", to_torch(random_input(8, 8).at("data"))}}, {.training = true});
    const Tensor mean = network.weights().at("bn1.running_mean");
    EXPECT_EQ(mean.floats()[0] == 0, frozen);
  }
}

/// Pooling with positions, undone; group normalisation; sub-pixel shuffle; the larger of two; a dilated pool
/// with wide, uneven pads.
Graph encoder_decoder() {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 4);
  Value x = relu(group_norm(conv(data, 8, 3, "conv1"), 4, "gn1"), "relu1");
  const Pooled pooled = max_pool_with_positions(x, 2, 2, "pool1");
  Value y = conv(pooled.map, 8, 3, "conv2");
  y = unpool_like(y, pooled.positions, x, "unpool1");
  const Value wide = max_pool(x, 2, 1, "wide", 0, false, 3);
  graph.nodes.back().attributes["pads"] = std::vector<std::int64_t>{0, 1, 3, 2};
  y = crop_like(depth_to_space(conv(y, 32, 3, "sub"), 2, "shuffle"), y, 1, "cropped");
  y = maximum(conv(y, 3, 1, "score_a"), conv(wide, 3, 1, "score_b"), "score");
  output(y, "score");
  return graph;
}

// Two roads again, at even and odd sizes: ceil-mode pooling and its undoing agree to the position.
TEST(EncoderDecoder, AgreesWithOurEngine) {
  const Graph graph = encoder_decoder();
  const NamedTensors weights = initial_weights(graph, 6);
  expect_engines_agree(graph, weights, {std::pair{16, 24}, {17, 23}, {5, 3}, {2, 3}, {2, 7}});
}

/// Pads that follow from the sizes, uneven in most of them.
Graph padded_by_size(const char* word) {
  Graph graph{.name = "main"};
  const auto by_size = [&](Value x) {
    graph.nodes.back().attributes.erase("pads");
    graph.nodes.back().attributes["auto_pad"] = std::string(word);
    return x;
  };
  Value x = by_size(conv(input(graph, "data", 4), 6, 3, "conv", {.stride = 2, .pad = 0}));
  x = by_size(max_pool(x, 3, 2, "greatest"));
  x = by_size(conv_transpose(x, 6, 3, "up", {.stride = 2}));
  x = by_size(average_pool(x, 3, 2, "mean", 0, false, false));
  output(x, "score");
  return graph;
}

TEST(PaddedBySize, AgreesWithOurEngine) {
  for (const char* word : {"SAME_UPPER", "SAME_LOWER"}) {
    const Graph graph = padded_by_size(word);
    expect_engines_agree(graph, initial_weights(graph, 6), {std::pair{16, 24}, {17, 23}, {5, 3}, {18, 19}});
  }
}

// Property: gradients equal central finite differences, also through unpooling, in deterministic mode.
TEST(EncoderDecoder, GradientsEqualFiniteDifferences) {
  set_up_torch(1, false);
  const Graph graph = encoder_decoder();
  Network network(graph, initial_weights(graph, 6), at::kCPU);
  const at::Tensor data = to_torch(random_input(9, 7).at("data"));
  const at::Tensor probe = at::randn({2, 3, 9, 7});
  const auto value = [&] { return (network.run({{"data", data}}, {}).at("score") * probe).sum(); };
  value().backward();
  for (std::size_t p = 0; p < network.parameters().size(); ++p) {
    const at::Tensor gradient = network.parameters()[p].grad().clone();
    const c10::NoGradGuard no_grad;
    constexpr double kStep = 1e-3;
    at::Tensor element = network.parameters()[p];
    at::Tensor analytic = gradient;
    while (element.dim() > 0) {
      element = element.select(0, 0);
      analytic = analytic.select(0, 0);
    }
    element.add_(kStep);
    const double above = value().item<double>();
    element.sub_(2 * kStep);
    const double below = value().item<double>();
    element.add_(kStep);
    EXPECT_NEAR((above - below) / (2 * kStep), analytic.item<double>(),
                2e-2 + 0.05 * std::abs(analytic.item<double>()))
        << graph.parameters[p].name;
  }
}

// A map smaller than a ceil-mode window: the maximum of what is there (FCN takes pictures from 1 x 1 up).
TEST(Network, PoolsAOnePixelMap) {
  Graph graph{.name = "main"};
  output(max_pool(input(graph, "data", 1), 2, 2, "pool"), "score");
  Network network(graph, {}, at::kCPU);
  const at::Tensor out = network.run({{"data", at::full({1, 1, 1, 1}, -3.0)}}, {}).at("score");
  EXPECT_EQ(out.sizes(), (at::IntArrayRef{1, 1, 1, 1}));
  EXPECT_EQ(out.item<double>(), -3);
}

// Property: upsampling a channel at a time gives the same numbers with bf16 on and off; a full convolution
// before it does not.
TEST(Network, ChannelwiseUpsamplingStaysInF32) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(conv_transpose(data, 3, 4, "up", {.stride = 2, .group = 3}), "up");
  output(conv(data, 2, 3, "conv1"), "conv1");
  Network network(graph, initial_weights(graph, 1), at::kCPU);
  seed_torch(2, 0);
  const TorchTensors inputs{{"data", at::randn({1, 3, 5, 7})}};
  const c10::NoGradGuard no_grad;
  const TorchTensors plain = network.run(inputs, {}), mixed = network.run(inputs, {.bf16 = true});
  EXPECT_TRUE(at::equal(plain.at("up"), mixed.at("up")));
  EXPECT_FALSE(at::equal(plain.at("conv1"), mixed.at("conv1").to(at::kFloat)));
}

TEST(Network, MissingWeightsAreNamed) {
  Graph graph{.name = "main"};
  output(conv(input(graph, "data", 1), 1, 1, "score"), "score");
  try {
    const Network network(graph, {}, at::kCPU);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::weights_mismatch);
    EXPECT_NE(std::string(error.what()).find("score.weight"), std::string::npos);
  }
}

TEST(Network, WrongInputNamesTheNode) {
  Graph graph{.name = "main"};
  output(conv(input(graph, "data", 3), 1, 3, "conv1_1"), "score");
  Network network(graph, initial_weights(graph, 0), at::kCPU);
  try {
    network.run({{"data", at::zeros({1, 2, 8, 8})}}, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("conv1_1"), std::string::npos);
  }
}

TEST(TorchDevice, UnknownNameSaysWhatIsKnown) {
  try {
    torch_device("gpu");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "use cpu, cuda or cuda:N");
  }
}

// Both engines draw alike, in memory formats of their own.
TEST(SampledDropout, DropsTheSameInBothEngines) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 4);
  output(sampled_dropout(data, 0.4f, number_input(graph, "sample"), "drop"), "score");
  const NamedTensors inputs{{"data", random_input(9, 7).at("data")}, {"sample", Tensor::from({1}, {5})}};
  Network network(graph, {}, at::kCPU);
  const Tensor theirs = from_torch(
      network.run({{"data", to_torch(inputs.at("data"))}, {"sample", to_torch(inputs.at("sample"))}}, {})
          .at("score"));
  const Tensor ours = Session(graph, {}).run(inputs).at("score");
  for (std::size_t i = 0; i < ours.floats().size(); ++i) EXPECT_EQ(theirs.floats()[i], ours.floats()[i]);
}

/// Operations of imported files, one after the other, between a convolution and a score of the input's size.
class Imported {
 public:
  explicit Imported(Graph& graph) : graph_(graph) {}
  int node(const char* op, std::vector<int> inputs, std::map<std::string, Attribute> attributes = {}) {
    return graph_.add_node(op, op + std::to_string(graph_.nodes.size()), std::move(inputs),
                           std::move(attributes), 0);
  }
  int numbers(std::vector<std::int64_t> values) {
    const auto count = static_cast<std::int64_t>(values.size());
    return graph_.add_constant("c" + std::to_string(graph_.values.size()),
                               Tensor::from_ints({count}, std::move(values)));
  }
  int number(float value) {
    return graph_.add_constant("c" + std::to_string(graph_.values.size()), Tensor::from({}, {value}));
  }

 private:
  Graph& graph_;
};

Graph imported_operations() {
  using Ints = std::vector<std::int64_t>;
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 4);
  const int x = conv(data, 8, 3, "conv").id;
  Imported g(graph);
  int y = g.node("HardSwish", {g.node("LeakyRelu", {x})});
  y = g.node("Clip", {g.node("Sub", {y, g.node("Tanh", {y})}), g.number(-3), g.number(3)});
  const int mean = g.node("ReduceMean", {y}, {{"axes", Ints{2, 3}}});
  y = g.node("Mul", {y, g.node("HardSigmoid", {mean})});
  y = g.node("Pad", {y, g.numbers({0, 0, 1, 2, 0, 0, 2, 1})}, {{"mode", std::string("reflect")}});
  y = g.node("Slice", {y, g.numbers({1}), g.numbers({-2}), g.numbers({2}), g.numbers({1})});
  y = g.node("Transpose", {g.node("Transpose", {y}, {{"perm", Ints{0, 2, 3, 1}}})},
             {{"perm", Ints{0, 3, 1, 2}}});
  const int shape = g.node("Shape", {data.id});
  const int size = g.node("Slice", {shape, g.numbers({2}), g.numbers({4})});
  const int pictures = g.node("Slice", {shape, g.numbers({0}), g.numbers({1})});
  const int sizes = g.node("Concat", {pictures, g.numbers({8}), size}, {{"axis", std::int64_t{0}}});
  y = g.node("Resize", {y, -1, -1, sizes}, {{"mode", std::string("cubic")}});
  y = g.node("Gather", {y, g.numbers({6, 0, -1})}, {{"axis", std::int64_t{1}}});
  y = g.node("Div", {y, g.node("Sqrt", {g.node("Exp", {g.node("ReduceMax", {y}, {{"axes", Ints{1}}})})})});
  output({&graph, g.node("LogSoftmax", {y}, {{"axis", std::int64_t{1}}})}, "score");
  return graph;
}

// Two roads: LibTorch against our own engine on operations that only imported files have.
TEST(ImportedOperations, BothEnginesAgreeAndGradientsFlow) {
  seed_torch(1, 0);
  const Graph graph = imported_operations();
  const NamedTensors weights = initial_weights(graph, 5);
  expect_engines_agree(graph, weights, {std::pair{8, 9}, {13, 7}});
  Network network(graph, weights, at::kCPU);
  network.run({{"data", to_torch(random_input(9, 8).at("data"))}}, {.training = true})
      .at("score")
      .sum()
      .backward();
  EXPECT_GT(network.parameters()[0].grad().abs().sum().item<double>(), 0);
}

// ONNX GatherND: tuples address the axes behind those of the batch; -1 counts from the end.
TEST(ImportedOperations, GatherNdInBothEngines) {
  const Tensor data = random_input(9, 7).at("data");  // [2, 4, 9, 7]
  for (const auto& [batch, shape, values] :
       {std::tuple{0, Shape{2, 2}, std::vector<std::int64_t>{0, 3, -1, 1}},
        std::tuple{1, Shape{2, 2, 2}, std::vector<std::int64_t>{0, 8, -1, 2, 2, -9, 3, 3}},
        std::tuple{1, Shape{2, 1, 1, 3}, std::vector<std::int64_t>{3, 8, 6, -4, 0, -7}}}) {
    Graph graph{.name = "main"};
    const Value input_value = input(graph, "data", 4);
    Tensor indices(shape, DType::i64);
    std::ranges::copy(values, indices.as<std::int64_t>().begin());
    output({&graph, graph.add_node("GatherND", "g", {input_value.id, graph.add_constant("i", indices)},
                                   {{"batch_dims", std::int64_t{batch}}}, 0)},
           "score");
    Network network(graph, {}, at::kCPU);
    const Tensor theirs = from_torch(network.run({{"data", to_torch(data)}}, {}).at("score"));
    const Tensor ours = Session(graph, {}).run({{"data", data}}).at("score");
    EXPECT_EQ(theirs.shape(), ours.shape());
    EXPECT_TRUE(std::ranges::equal(theirs.floats(), ours.floats()));
  }
}

TEST(ImportedOperations, WhatHasNoCaseIsNamed) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 4);
  output({&graph, graph.add_node("ThresholdedRelu", "odd", {data.id}, {}, 4)}, "score");
  Network network(graph, {}, at::kCPU);
  try {
    network.run({{"data", to_torch(random_input(4, 4).at("data"))}}, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("node \"odd\": the LibTorch engine has no ThresholdedRelu"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace perpixel
