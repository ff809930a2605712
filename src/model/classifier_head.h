// fc6, fc7, fc8: the dense layers that AlexNet and VGG-16 share.
#pragma once

#include "graph/layers.h"
#include "graph/shape_inference.h"
#include "model/model.h"

namespace perpixel {

/// Side of a square map when the graph's input is image_size x image_size.
inline int side_at_image_size(Value map, const ModelOptions& options) {
  Graph probe = *map.graph;
  probe.outputs = {{"probe", map.id, false}};
  const Shape data{1, options.channels, options.image_size, options.image_size};
  return static_cast<int>(infer_shapes(probe, {{kDataInput, data}})[static_cast<std::size_t>(map.id)][2]);
}

/// pool5 [N, C, S, S] -> fc6, fc7 (ReLU and dropout after each) -> fc8: logits [N, classes].
inline Value classifier_head(Value pool5, int channels, const ModelOptions& options) {
  const int side = side_at_image_size(pool5, options);
  Value x = flatten(pool5, "flatten");
  x = relu(dense(x, pool5.channels() * side * side, channels, "fc6"), "relu6");
  x = dropout(x, options.dropout, "drop6");
  x = relu(dense(x, channels, channels, "fc7"), "relu7");
  x = dropout(x, options.dropout, "drop7");
  return dense(x, channels, static_cast<int>(options.classes.size()), "fc8");
}

inline Recipe classifier_recipe(const ModelOptions& options) {
  return {.task = "classify", .decoder = "top_k", .classes = options.classes};
}

}  // namespace perpixel
