#include "runtime/session.h"

#include <gtest/gtest.h>

#include <thread>

#include "graph/cost.h"
#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

/// Most operations in one small net of stride 4 with a skip: any input size comes out as it went in.
Graph small_net() {
  return graph_of(3, [](Value x) {
    const Value c1 = relu(batch_norm(conv(x, 9, 3, "conv1"), "bn1"), "relu1");
    const Value p1 = max_pool(c1, 2, 2, "pool1");
    const Value c2 = local_response_norm(relu(conv(p1, 14, 3, "conv2", {.dilation = 2}), "relu2"), 5, 1e-2f,
                                         0.75f, "norm");
    const Value p2 = dropout(max_pool(c2, 3, 2, "pool2", 1), 0.5f, "drop");
    const Value score2 = conv(p2, 5, 1, "score2");
    const Value up = resize_like(conv_transpose(score2, 5, 4, "up2", {.pad = 1}), p1, "fit");
    const Value sum = add(up, scale(conv(p1, 5, 1, "score1"), 0.01f, "scale1"), "sum");
    const Value gate = sigmoid(global_average_pool(sum, "mean"), "gate");
    const Value joined = concat({sum, add(sum, gate, "gated")}, "joined");
    return softmax(resize_like(joined, x, "full"), "probability");
  });
}

// Property: the numbers do not depend on the number of threads, bit by bit.
TEST(Session, ThreadCountChangesNoBit) {
  const Graph graph = small_net();
  const NamedTensors weights = random_weights(graph);
  const Tensor x = random_tensor({2, 3, 61, 83}, 4);
  const Tensor one = run_graph(graph, weights, x, 1);
  for (const int threads : {2, 4})
    EXPECT_EQ(values(run_graph(graph, weights, x, threads)), values(one)) << threads;
}

TEST(Session, EverySizeFrom1To130) {
  const Graph graph = small_net();
  const Session session(graph, random_weights(graph), {.threads = 1});
  for (const std::int64_t size : {1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 64, 65, 127, 130})
    for (const std::int64_t width : {size, 131 - size}) {
      const Tensor y = session.run({{"x", random_tensor({1, 3, size, width}, 1)}}).at("y");
      ASSERT_EQ(y.shape(), (Shape{1, 10, size, width}));
      for (const float value : y.floats()) ASSERT_TRUE(value >= 0 && value <= 1);
    }
}

// An observer switches writing in place off: it may keep what it saw, and the result stays the same to the
// bit.
TEST(Session, ObserverSeesEveryValueUnchanged) {
  const Graph graph = small_net();
  const Session session(graph, random_weights(graph), {.threads = 2});
  const Tensor x = random_tensor({1, 3, 20, 30}, 4);
  std::vector<std::pair<Tensor, Tensor>> seen;
  std::vector<std::string> names;
  const NamedTensors observed = session.run({{"x", x}}, [&](const std::string& name, const Tensor& value) {
    names.push_back(name);
    seen.emplace_back(value, value.clone());
  });
  EXPECT_EQ(values(observed.at("y")), values(session.run({{"x", x}}).at("y")));
  ASSERT_EQ(names.size(), graph.nodes.size());
  EXPECT_EQ(names.front(), "conv1");
  EXPECT_EQ(names.back(), "probability");
  for (const auto& [kept, copy] : seen) EXPECT_EQ(values(kept), values(copy));
}

TEST(Session, SeveralRunsAtOnce) {
  const Graph graph = small_net();
  const Session session(graph, random_weights(graph), {.threads = 2});
  const Tensor x = random_tensor({1, 3, 30, 30}, 4);
  const auto expected = values(session.run({{"x", x}}).at("y"));
  std::vector<std::vector<float>> results(3);
  {
    std::vector<std::jthread> threads;
    for (auto& result : results)
      threads.emplace_back([&] { result = values(session.run({{"x", x}}).at("y")); });
  }
  for (const auto& result : results) EXPECT_EQ(result, expected);
}

/// x doubled in size through computed sizes: Shape -> Slice -> Mul -> Concat -> Resize.
Graph net_with_size_arithmetic() {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 2);
  const auto numbers = [&](const char* name, std::vector<std::int64_t> v) {
    return graph.add_constant(name, Tensor::from_ints({static_cast<std::int64_t>(v.size())}, v));
  };
  const int shape = graph.add_node("Shape", "shape", {x.id}, {}, 0);
  const int front = graph.add_node("Slice", "front", {shape, numbers("0", {0}), numbers("2", {2})}, {}, 0);
  const int back = graph.add_node("Slice", "back", {shape, numbers("2b", {2}), numbers("4", {4})}, {}, 0);
  const int twice = graph.add_node("Mul", "twice", {back, numbers("two", {2})}, {}, 0);
  const int sizes = graph.add_node("Concat", "sizes", {front, twice}, {{"axis", std::int64_t{0}}}, 0);
  const int y = graph.add_node("Resize", "up", {x.id, -1, -1, sizes}, {{"mode", std::string("linear")}}, 2);
  output(relu({&graph, y}, "relu"), "y");
  return graph;
}

// Two roads: computed sizes against our own Resize by a factor, at several sizes with one session.
TEST(Session, SizesMayBeComputed) {
  const Session session(net_with_size_arithmetic(), {}, {.threads = 1});
  const Graph direct = graph_of(2, [](Value v) { return relu(resize(v, 2, "up"), "relu"); });
  for (const auto& [height, width] : {std::pair{3, 5}, {8, 2}, {3, 5}}) {
    const Tensor x = random_tensor({1, 2, height, width}, 1);
    EXPECT_LE(max_difference(session.run({{"x", x}}).at("y"), run_graph(direct, {}, x)), 1e-6f);
  }
}

// By hand: one convolution 2 -> 3 of 1 x 1 has 9 parameters; its only map is the output.
TEST(Session, SaysHowMuchMemoryARunTakes) {
  const Graph graph = graph_of(2, [](Value x) { return conv(x, 3, 1, "conv"); });
  const Session session(graph, random_weights(graph));
  EXPECT_EQ(session.peak_bytes({{"x", {1, 2, 10, 20}}}), (9u + 3 * 10 * 20) * sizeof(float));
  const PeakMemory before = peak_memory(graph, {{"x", {1, 2, 10, 20}}});  // without any weights
  EXPECT_EQ(before.weights, 9 * sizeof(float));
  EXPECT_EQ(before.maps, 3 * 10 * 20 * sizeof(float));
}

TEST(Session, RefusesARunAboveItsMemoryLimit) {
  const Graph graph = graph_of(2, [](Value x) { return conv(x, 3, 1, "conv"); });
  const Session session(graph, random_weights(graph), {.threads = 1, .memory_limit = 1 << 20});
  EXPECT_EQ(session.run({{"x", random_tensor({1, 2, 10, 20}, 1)}}).at("y").shape(), (Shape{1, 3, 10, 20}));
  const Error error = error_of([&] { session.run({{"x", random_tensor({1, 2, 1000, 1000}, 1)}}); });
  EXPECT_EQ(error.code(), ErrorCode::out_of_memory);
  EXPECT_TRUE(
      mentions(error, "x [1, 2, 1000, 1000] needs 12 MiB (12 MiB of maps, 1 MiB of weights); 1 MiB are"));
  EXPECT_TRUE(mentions(error, "--mem-limit"));
}

TEST(Session, InputsOfTheCallerStayAsTheyWere) {
  const Graph graph = graph_of(1, [](Value x) { return sigmoid(relu(dropout(x, 0.5f, "d"), "r"), "s"); });
  const Tensor x = random_tensor({1, 1, 4, 4}, 2);
  const auto before = values(x);
  run_graph(graph, {}, x);
  EXPECT_EQ(values(x), before);
}

TEST(Session, WrongInputsAreNamed) {
  const Graph graph = small_net();
  const Session session(graph, random_weights(graph), {.threads = 1});
  const auto failure = [&](const NamedTensors& inputs) { return error_of([&] { session.run(inputs); }); };
  EXPECT_TRUE(mentions(failure({}), "the graph needs an input \"x\" of shape [-1, 3, -1, -1]"));
  EXPECT_TRUE(mentions(failure({{"x", Tensor::zeros({1, 4, 9, 9})}}), "input \"x\" of shape [1, 4, 9, 9]"));
  EXPECT_TRUE(
      mentions(failure({{"xx", Tensor::zeros({1, 3, 9, 9})}}), "no input \"xx\" | did you mean `x`?"));
  EXPECT_TRUE(
      mentions(failure({{"x", Tensor::zeros({1, 3, 9, 9}, DType::u8)}}), "input \"x\" must be f32, got u8"));
}

TEST(Session, AnOutputMayBeTheInputOrAWeight) {
  Graph graph = graph_of(1, [](Value x) { return x; });
  const int weight = graph.add_parameter({.name = "w", .shape = {2}});
  graph.outputs.push_back({"w", weight});
  const NamedTensors out =
      Session(graph, {{"w", Tensor::from({2}, {3, 4})}}).run({{"x", Tensor::filled({1, 1, 1, 1}, 5)}});
  EXPECT_EQ(values(out.at("y")), (std::vector<float>{5}));
  EXPECT_EQ(values(out.at("w")), (std::vector<float>{3, 4}));
}

}  // namespace
}  // namespace perpixel
