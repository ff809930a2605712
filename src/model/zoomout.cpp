#include "model/zoomout.h"

#include <cmath>

#include "model/classifier_head.h"
#include "model/input_convention.h"
#include "model/vgg.h"
#include "model/width.h"
#include "model/zoomout_levels.h"

namespace perpixel {

namespace {

bool is_convolution(const std::string& level) { return level != kSubsceneLevel && level != kSceneLevel; }

Graph trunk_graph(const std::vector<std::string>& levels, const ModelOptions& options) {
  Graph graph{.name = kTrunkGraph};
  vgg16_trunk(input(graph, kDataInput, options.channels), options, 1);
  for (const std::string& level : levels)
    if (is_convolution(level)) output(vgg16_stage(graph, level), level);
  return graph;
}

/// The classifier up to fc7, for squares of image_size.
Graph scene_graph(const ModelOptions& options) {
  Graph graph{.name = kSceneGraph};
  const Value pool5 = vgg16_trunk(input(graph, kDataInput, options.channels), options, 1).pool5;
  const int side = side_at_image_size(pool5, options), channels = fc_channels(options);
  Value x = dense(flatten(pool5, "flatten"), pool5.channels() * side * side, channels, "fc6");
  x = dense(relu(x, "relu6"), channels, channels, "fc7");
  output(relu(x, "relu7"), kSceneOutput);
  graph.inputs[0].shape = {-1, options.channels, options.image_size, options.image_size};
  return graph;
}

int feature_channels(const std::vector<std::string>& levels, Graph& trunk, const ModelOptions& options) {
  int channels = 0;
  for (const std::string& level : levels)
    channels += is_convolution(level) ? vgg16_stage(trunk, level).channels() : fc_channels(options);
  return channels;
}

Graph perceptron(int channels, const ModelOptions& options) {
  const int hidden = scaled_channels(1024, options.width);
  Graph graph{.name = kMainGraph};
  Value x = conv(input(graph, kDataInput, channels), channels, 1, "norm",
                 {.group = channels, .init = {InitKind::constant, 1}, .frozen = true});
  for (const char* number : {"1", "2"}) {
    x = relu(conv(x, hidden, 1, std::string("hidden") + number), std::string("relu_hidden") + number);
    x = dropout(x, options.dropout, std::string("drop_hidden") + number);
  }
  output(conv(x, static_cast<int>(options.classes.size()), 1, "score_columns",
              {.init = {InitKind::normal, 0.01f}}),
         kScoreOutput);
  graph.inputs[0].shape = {-1, channels, -1, 1};
  return graph;
}

/// In proportion to the side of the scene: 256, 336 and 500 for 224.
int in_proportion(double published, double share) {
  return std::max(1, static_cast<int>(std::lround(published * share)));
}

/// The release's pixels for weights trained by Caffe; batch norm goes with networks trained by us.
InputRecipe input_of(const ModelOptions& options) {
  InputRecipe input =
      options.batch_norm ? unit_deviation_input(options.channels) : caffe_input(options.channels);
  if (!options.batch_norm && options.channels == 3) input.mean = {103.939f, 116.779f, 123.68f};
  const double share = options.image_size / 224.;
  input.size_rule = SizeRule::short_side;
  input.size = in_proportion(256, share);
  input.max_size = std::max(input.size, in_proportion(336, share));
  return input;
}

Recipe recipe_of(const std::vector<std::string>& levels, const ModelOptions& options) {
  const double share = options.image_size / 224.;
  Recipe recipe{.procedure = "superpixels"};
  recipe.input = input_of(options);
  recipe.superpixels.count = in_proportion(500, share * share);  // of the published size in px, then
  recipe.superpixels.scene_size = options.image_size;
  recipe.superpixels.levels = levels;
  recipe.classes = options.classes;
  return recipe;
}

}  // namespace

Model zoomout(const ModelOptions& options) {
  check_options(options);
  const std::vector<std::string> levels = zoomout_levels(options, {kSubsceneLevel, kSceneLevel});
  Graph trunk = trunk_graph(levels, options);
  Graph main = perceptron(feature_channels(levels, trunk, options), options);
  Model model{"zoomout", {}, recipe_of(levels, options)};
  if (!trunk.outputs.empty()) model.graphs.push_back(std::move(trunk));
  if (!is_convolution(levels.back())) model.graphs.push_back(scene_graph(options));
  model.graphs.push_back(std::move(main));
  return model;
}

}  // namespace perpixel
