#include "train/plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "error/error.h"
#include "graph/layers.h"

namespace perpixel {
namespace {

Graph small_graph(double width) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(conv(relu(conv(data, static_cast<int>(64 * width), 3, "conv1")), 5, 1, "score"), "score");
  return graph;
}

const DataFacts kCamVid{.pictures = 367,
                        .median_height = 360,
                        .median_width = 480,
                        .class_shares = {0.3, 0.6, 0.1 * 0.01, 0.099}};
const MachineFacts kTwoCores{.cores = 2, .memory_bytes = std::int64_t{20} << 30, .has_bf16 = true};

std::string chosen(const Plan& plan, const std::string& key) {
  const auto found = std::ranges::find(plan.choices, key, &Choice::key);
  return found == plan.choices.end() ? "" : found->value;
}

// By the rules stated in plan.cpp: 0.6 * 360 = 216 -> 224, 0.6 * 480 = 288; 8 crops of 224 x 288 fill a
// batch; 60 epochs of 367 / 8 batches = 2753 steps.
TEST(Plan, CamVidOnTwoCores) {
  const Plan plan = plan_training(kCamVid, kTwoCores, {.graph_at = small_graph});
  EXPECT_EQ(chosen(plan, "model.width"), "0.5");
  EXPECT_EQ(chosen(plan, "train.crop"), "[224, 288]");
  EXPECT_EQ(plan.batch, 8);
  EXPECT_EQ(plan.iterations, 2753);
  EXPECT_EQ(chosen(plan, "train.class_weights"), "sqrt_median_frequency");
  EXPECT_EQ(chosen(plan, "train.amp"), "true");
  for (const Choice& choice : plan.choices) EXPECT_FALSE(choice.reason.empty()) << choice.key;
}

// By hand: what valid U-Net loses, 184 px, around the same crops, filled to 12 mod 16: 408 -> 412, 472 ->
// 476.
TEST(Plan, CropsHaveTheSurroundingsThatTheNetworkNeeds) {
  PlanRequest request{.graph_at = small_graph};
  request.input.context = 92;
  request.input.size_multiple = 16;
  request.input.size_remainder = 12;
  EXPECT_EQ(chosen(plan_training(kCamVid, kTwoCores, request), "train.crop"), "[412, 476]");
}

TEST(Plan, KeepsWhatIsFixed) {
  const Plan plan = plan_training(kCamVid, kTwoCores,
                                  {.width = 1,
                                   .crop_height = 64,
                                   .crop_width = 96,
                                   .batch = 3,
                                   .iterations = 10,
                                   .graph_at = small_graph});
  EXPECT_EQ(chosen(plan, "model.width"), "");
  EXPECT_EQ(chosen(plan, "train.crop"), "");
  EXPECT_EQ(plan.batch, 3);
  EXPECT_EQ(plan.iterations, 10);
}

// By hand: 367 pictures in 8 x 4 per step are 11.47 steps an epoch; 2 epochs are 22.94. They win over
// iterations.
TEST(Plan, EpochsDecideTheIterations) {
  const Plan plan =
      plan_training(kCamVid, kTwoCores,
                    {.batch = 8, .accumulate = 4, .iterations = 10, .epochs = 2, .graph_at = small_graph});
  EXPECT_EQ(plan.iterations, 23);
}

// Property: less memory never gives a larger batch, and what is chosen fits.
TEST(Plan, BatchFollowsMemory) {
  int before = 1 << 20;
  for (int gib = 4; gib >= 1; --gib) {
    MachineFacts machine = kTwoCores;
    machine.memory_bytes = std::int64_t{gib} << 30;
    const Plan plan = plan_training(kCamVid, machine, {.graph_at = small_graph});
    EXPECT_LE(plan.batch, before);
    EXPECT_LE(plan.memory_bytes, machine.memory_bytes);
    before = plan.batch;
  }
}

TEST(Plan, RefusesBeforeAnythingIsAllocated) {
  MachineFacts machine = kTwoCores;
  machine.memory_bytes = 1 << 20;
  try {
    plan_training(kCamVid, machine, {.graph_at = small_graph});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::out_of_memory);
    EXPECT_NE(std::string(error.what()).find("batch 1"), std::string::npos);
  }
}

TEST(Plan, BalancedClassesNeedNoWeights) {
  DataFacts balanced = kCamVid;
  balanced.class_shares = {0.4, 0.6};
  EXPECT_EQ(chosen(plan_training(balanced, kTwoCores, {.graph_at = small_graph}), "train.class_weights"),
            "none");
}

TEST(MachineFacts, KnowsThisMachine) {
  const MachineFacts facts = machine_facts();
  EXPECT_GE(facts.cores, 1);
  EXPECT_GT(facts.memory_bytes, std::int64_t{1} << 20);
}

}  // namespace
}  // namespace perpixel
