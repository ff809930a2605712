#include "model/fcn_alexnet.h"

#include "model/alexnet.h"
#include "model/fcn.h"
#include "model/input_convention.h"
#include "model/vgg.h"

namespace perpixel {

namespace {

constexpr int kFc6Kernel = 6;  // pool5 of a 227 x 227 picture
constexpr int kUpscoreCrop = 18;

}  // namespace

Model fcn_alexnet(const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  const Value data = input(graph, kDataInput, options.channels);
  const Value pool5 = alexnet_trunk(data, options, 100);
  const Value score_fr = convolutional_head(pool5, kFc6Kernel, 0, fc_channels(options), options);
  const Value grown = upscore(score_fr, 63, 32, 0, "upscore", true);
  output(crop_like(grown, data, kUpscoreCrop, kScoreOutput), kScoreOutput);  // [N, classes, H, W]
  Recipe recipe{.input = caffe_input(options.channels), .classes = options.classes};
  return {"fcn_alexnet", {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
