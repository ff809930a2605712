// What networks compute before they have learnt: staged FCNs and the context module (semantic.md 14).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "model/dilation.h"
#include "model/fcn.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

// Staged training: with score_pool3 still zero, 8s equals 16s but for interpolating twice by 2 and 8 instead
// of once by 16. By hand: on a cell's centre the two steps give 3/4 of the cell and 1/8 of each neighbour per
// axis, nowhere less of what one step gives, so that they differ by at most 1 - 9/16 of the range of
// fuse_pool4. Its kernels overlap on the whole picture: 27 px of 208, or 31 of 216, are cut off before it.
TEST(StartingPoints, EightFromSixteenIsClose) {
  ModelOptions options = tiny(1);
  options.padding = "pad100";
  const Graph middle = fcn16s(options).graphs[0], fine = fcn8s(options).graphs[0];
  NamedTensors weights = initial_weights(middle, 5);
  for (const char* name : {"score_fr.weight", "score_pool4.weight"})
    weights.at(name) = noise(weights.at(name).shape(), 7);
  NamedTensors staged = initial_weights(fine, 6);
  for (const auto& [name, tensor] : weights)
    if (staged.contains(name)) staged.at(name) = tensor;
  const Tensor data = noise({1, 3, 128, 128});
  const NamedTensors before = run_all(middle, weights, data), after = run_all(fine, staged, data);
  const auto shared = before.at("fuse_pool4").floats(), other = after.at("fuse_pool4").floats();
  for (std::size_t i = 0; i < shared.size(); ++i) ASSERT_NEAR(shared[i], other[i], 1e-5f);
  const auto [low, high] = std::ranges::minmax(shared);
  const auto one = before.at("score").floats(), two = after.at("score").floats();
  float apart = 0;
  for (std::size_t i = 0; i < one.size(); ++i) apart = std::max(apart, std::abs(one[i] - two[i]));
  EXPECT_GT(apart, 0);
  EXPECT_LE(apart, 7.f / 16 * (high - low));
}

// The Basic module starts with one tap of 1 between equal channels: not nearly the identity, but to the bit,
// borders included, with all padding first and with each layer's own.
TEST(StartingPoints, BasicContextIsTheIdentityToTheBit) {
  ModelOptions options = tiny(3);
  options.context = "basic";
  for (const auto& [model, before, after] : {std::tuple{dilation8(options), "fc-final", "ct_final"},
                                             {dilation8_camvid(options), "final", "ctx_final"},
                                             {dilation7(options), "final", "ctx_final"}}) {
    NamedTensors weights = initial_weights(model.graphs[0], 1);
    weights.at(std::string(before) + ".bias") = Tensor::from({3}, {2, 3, 4});  // all scores positive
    const NamedTensors values = run_all(model.graphs[0], weights, noise({1, 3, 90, 70}));
    const auto in = values.at(before).floats(), out = values.at(after).floats();
    EXPECT_GT(*std::ranges::min_element(in), 0) << model.name;
    EXPECT_TRUE(std::ranges::equal(in, out)) << model.name;
  }
}

}  // namespace
}  // namespace perpixel
