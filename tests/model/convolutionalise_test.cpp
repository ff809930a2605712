#include "model/convolutionalise.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "model/fcn.h"
#include "model/net_facts.h"
#include "model/vgg.h"
#include "weights/match.h"

namespace perpixel {
namespace {

ModelOptions classifier_options() {
  ModelOptions options = tiny(4);
  options.image_size = 96;  // pool5 is 3 x 3
  options.fc6_kernel = 3;
  options.batch_norm = true;
  return options;
}

/// Random biases too, so that a lost one shows.
NamedTensors random_weights(const Graph& graph) {
  NamedTensors weights = initial_weights(graph, 1);
  for (auto& [name, tensor] : weights)
    if (name.ends_with(".bias")) tensor = noise(tensor.shape(), static_cast<std::uint32_t>(name.size()));
  return weights;
}

void expect_column(const Tensor& map, std::int64_t y, std::int64_t x, const Tensor& logits) {
  for (std::int64_t c = 0; c < logits.count(); ++c) {
    const auto at = static_cast<std::size_t>((c * map.size(2) + y) * map.size(3) + x);
    EXPECT_NEAR(map.floats()[at], logits.floats()[static_cast<std::size_t>(c)], 1e-5f) << c;
  }
}

// Two roads: dense layers on the picture, convolutions on the same picture.
TEST(Convolutionalise, SameNumbersAtTheClassifiersSize) {
  for (const char* name : {"vgg16", "alexnet"}) {
    ModelOptions options = classifier_options();
    options.batch_norm = std::string(name) == "vgg16";
    const Graph dense = zoo_entry(name).build(options).graphs[0];
    const Graph turned = convolutionalise(dense);
    check_graph(turned);
    const NamedTensors weights = random_weights(dense);
    const Tensor picture = noise({1, 3, 96, 96});
    const Tensor map = run_score(turned, convolutionalise(weights, turned), picture);
    EXPECT_EQ(map.shape(), (Shape{1, 4, 1, 1}));
    expect_column(map, 0, 0, run_score(dense, weights, picture));
  }
}

// On a picture twice as large the classifier slides in steps of 32: without padding at the seams only the
// first window's far border differs, so we only ask for the size, by hand: pool5 6 x 6, window 3 -> 4 x 4.
TEST(Convolutionalise, LargerPicturesGiveMaps) {
  const Graph dense = vgg16(classifier_options()).graphs[0];
  const Graph turned = convolutionalise(dense);
  const Tensor map =
      run_score(turned, convolutionalise(random_weights(dense), turned), noise({1, 3, 192, 192}));
  EXPECT_EQ(map.shape(), (Shape{1, 4, 4, 4}));
}

// A classifier's weights go into an FCN by name and element count; at the centre of a picture of the
// classifier's size fc6 sees exactly pool5, so with fc8 as the score layer the numbers are the classifier's.
TEST(Convolutionalise, ClassifierWeightsGoIntoTheFcnUnchanged) {
  const Graph dense = vgg16(classifier_options()).graphs[0];
  const Graph fcn = fcn32s(classifier_options()).graphs[0];
  NamedTensors weights = random_weights(dense);
  const Tensor picture = noise({1, 3, 96, 96});
  const Tensor logits = run_score(dense, weights, picture);
  for (const char* part : {".weight", ".bias"})
    weights[std::string("score_fr") + part] = weights.at(std::string("fc8") + part);

  const WeightMatch match = match_weights(fcn, weights, true);
  EXPECT_EQ(match.reshaped.size(), 3u);  // fc6, fc7 and the score
  EXPECT_TRUE(match.wrong_shape.empty());
  NamedTensors all = initial_weights(fcn, 2);
  for (const auto& [name, tensor] : match.matched) all.at(name) = tensor;
  expect_column(run_all(fcn, all, picture).at("score_fr"), 1, 1, logits);
}

TEST(Convolutionalise, NamesTheLayerThatCannotBeTurned) {
  Graph graph{.name = "main"};
  const Value x = input(graph, "data", 3);
  output(dense(flatten(x, "flatten"), 3 * 5, 2, "fc"), "score");  // 5 is no square
  try {
    convolutionalise(graph);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "node \"fc\" (Gemm): 15 inputs are no square window over 3 channels");
  }
}

}  // namespace
}  // namespace perpixel
