#include <gtest/gtest.h>

#include "runtime/one_graph.h"

namespace perpixel {
namespace {

std::vector<float> draw(float sample, float ratio, const std::string& name, int threads = 1) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 4);
  output(sampled_dropout(x, ratio, number_input(graph, "sample"), name), "y");
  Tensor ones({2, 4, 25, 40});
  for (float& value : ones.floats()) value = 1;
  const Tensor y = Session(graph, {}, {.threads = threads})
                       .run({{"x", ones}, {"sample", Tensor::from({1}, {sample})}})
                       .at("y");
  return {y.floats().begin(), y.floats().end()};
}

// 8000 elements: the share that stays has a standard deviation of sqrt(0.25 * 0.75 / 8000) = 0.005.
TEST(SampledDropout, DropsTheShareAndKeepsTheMean) {
  int kept = 0;
  for (const float value : draw(0, 0.25f, "drop")) {
    EXPECT_TRUE(value == 0 || value == 1 / 0.75f);
    kept += value != 0;
  }
  EXPECT_NEAR(kept / 8000., 0.75, 0.025);
}

TEST(SampledDropout, IsDecidedByNumberAndName) {
  EXPECT_EQ(draw(7, 0.5f, "drop"), draw(7, 0.5f, "drop", 2));
  EXPECT_NE(draw(7, 0.5f, "drop"), draw(8, 0.5f, "drop"));
  EXPECT_NE(draw(7, 0.5f, "drop"), draw(7, 0.5f, "other"));
}

}  // namespace
}  // namespace perpixel
