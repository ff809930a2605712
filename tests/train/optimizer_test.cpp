#include "train/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error/error.h"
#include "graph/layers.h"
#include "model/initial_weights.h"

namespace perpixel {
namespace {

Graph one_layer() {
  Graph graph{.name = "main"};
  output(conv(input(graph, "data", 1), 1, 1, "score", {.bias_lr_mult = 2, .bias_decay_mult = 0}), "score");
  return graph;
}

/// weight = 1, bias = 1, and a gradient of `gradient` for both.
struct Fixture {
  explicit Fixture(OptimizerOptions options)
      : network(one_layer(),
                {{"score.weight", Tensor::filled({1, 1, 1, 1}, 1)}, {"score.bias", Tensor::filled({1}, 1)}},
                at::kCPU),
        optimizer(network, options) {}
  void step(double gradient, double lr) {
    for (at::Tensor& parameter : network.parameters())
      parameter.mutable_grad() = at::full_like(parameter, gradient);
    optimizer.step(lr);
  }
  double weight() { return network.parameters()[0].item<double>(); }
  double bias() { return network.parameters()[1].item<double>(); }
  Network network;
  Optimizer optimizer;
};

// By hand: g = 1, wd 0.1: d = 1 + 0.1 * 1 = 1.1; w = 1 - 0.5 * 1.1 = 0.45. Then d = 1 + 0.045 + 0.9 * 1.1
// = 2.035, w = 0.45 - 0.5 * 2.035. The bias learns twice as fast and does not decay: 1 - 1 * 1, then 0 - (1 +
// 0.9).
TEST(Optimizer, SgdWithMomentumAndMultipliers) {
  Fixture fixture({.kind = OptimizerKind::sgd, .momentum = 0.9, .weight_decay = 0.1});
  fixture.step(1, 0.5);
  EXPECT_NEAR(fixture.weight(), 0.45, 1e-6);
  EXPECT_NEAR(fixture.bias(), 0, 1e-6);
  fixture.step(1, 0.5);
  EXPECT_NEAR(fixture.weight(), 0.45 - 0.5 * 2.035, 1e-6);
  EXPECT_NEAR(fixture.bias(), -1.9, 1e-6);
}

// By hand (Kingma & Ba): the first step of Adam is lr * g / (|g| + eps), whatever the size of g.
TEST(Optimizer, FirstAdamStepIsTheRate) {
  for (const double gradient : {1e-3, 1.0, 50.0}) {
    Fixture fixture({.kind = OptimizerKind::adam, .weight_decay = 0});
    fixture.step(gradient, 0.1);
    EXPECT_NEAR(fixture.weight(), 0.9, 1e-5);
  }
}

// By hand (Loshchilov & Hutter): decoupled decay multiplies by 1 - lr * wd first.
TEST(Optimizer, AdamWDecaysApart) {
  Fixture fixture({.kind = OptimizerKind::adamw, .weight_decay = 0.5});
  fixture.step(1, 0.1);
  EXPECT_NEAR(fixture.weight(), 1 * (1 - 0.05) - 0.1, 1e-5);
  EXPECT_NEAR(fixture.bias(), 1 - 0.2, 1e-5);
}

// By hand: two gradients of 3 and 4... here both 3: norm = sqrt(18), scaled to 1.
TEST(Optimizer, ClipsTheJointNorm) {
  Fixture fixture({});
  for (at::Tensor& parameter : fixture.network.parameters())
    parameter.mutable_grad() = at::full_like(parameter, 3.0);
  EXPECT_NEAR(fixture.optimizer.clip_gradients(1), std::sqrt(18.0), 1e-5);
  EXPECT_NEAR(fixture.network.parameters()[0].grad().item<double>(), 3 / std::sqrt(18.0), 1e-6);
}

// Property: an optimizer that takes over the state goes on exactly as the first one would have.
TEST(Optimizer, StateRoundTripGoesOnExactly) {
  for (const OptimizerKind kind : {OptimizerKind::sgd, OptimizerKind::adam, OptimizerKind::adamw}) {
    Fixture first({.kind = kind});
    first.step(0.3, 0.1);
    Fixture second({.kind = kind});
    second.network.load(first.network.weights());
    second.optimizer.load_state(first.optimizer.state());
    first.step(-0.7, 0.1);
    second.step(-0.7, 0.1);
    EXPECT_EQ(first.weight(), second.weight());
    EXPECT_EQ(first.bias(), second.bias());
  }
}

TEST(Optimizer, StateOfAnotherKindIsRefused) {
  const Fixture sgd({.kind = OptimizerKind::sgd});
  Fixture adam({.kind = OptimizerKind::adam});
  EXPECT_THROW(adam.optimizer.load_state(sgd.optimizer.state()), Error);
}

TEST(Optimizer, FrozenParametersStay) {
  Graph graph = one_layer();
  graph.parameters[0].frozen = true;
  Network network(graph,
                  {{"score.weight", Tensor::filled({1, 1, 1, 1}, 1)}, {"score.bias", Tensor::filled({1}, 1)}},
                  at::kCPU);
  Optimizer optimizer(network, {});
  network.parameters()[1].mutable_grad() = at::ones({1});
  optimizer.step(0.1);
  EXPECT_EQ(network.parameters()[0].item<double>(), 1);
  EXPECT_NE(network.parameters()[1].item<double>(), 1);
}

}  // namespace
}  // namespace perpixel
