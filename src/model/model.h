// A model: named graphs and the recipe that feeds them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "recipe/recipe.h"

namespace perpixel {

struct Model {
  std::string name;           // zoo name, "fcn8s"
  std::vector<Graph> graphs;  // most models have one, called "main"
  Recipe recipe;

  const Graph& graph(const std::string& graph_name) const;  // throws graph_invalid
};

/// What a zoo builder may be asked for (config keys `model.*`).
struct ModelOptions {
  ClassList classes;                  // of the data; gives the number of output channels
  int channels = 3;                   // of the picture
  float width = 1;                    // multiplies every trunk width (CPU-sized models)
  bool batch_norm = false;            // after every trunk convolution
  std::string padding = "same";       // "same", or "pad100": 100 px on conv1_1 and exact crops, as published
  std::string upsampling = "frozen";  // bilinear transposed convolutions: "frozen" or "learned"
  int fc_channels = 0;                // fc6, fc7; 0 = 4096 * width
  int fc6_kernel = 7;                 // VGG's fc6 window on pool5
  float dropout = 0.5f;               // after fc6 and fc7
  bool at_once = false;               // FCN at-once: pool4 x 0.01 and pool3 x 0.0001 before scoring
  int image_size = 224;               // classifiers: side of the square input
  std::string backbone;               // "resnet50", "vgg16", ...; empty = the model's own
  bool stride_in_1x1 = false;         // residual trunks: a bottleneck strides on its first layer
  int output_stride = 0;              // of the trunk's last map; 0 = the model's own
  bool auxiliary = true;              // FCN and DeepLab v3 on ResNet: the training-only head on layer3
  bool multi_scale = false;           // DeepLab: several scales (v2) or several levels (v1) fused
  std::string fusion;                 // skips are joined by "sum" or "concat"; empty = as published
  bool fully_connected = true;        // DeconvNet: fc6 and fc7 between the two halves
  int decoder_channels = 0;           // width of the decoder; 0 = the model's own
  std::vector<int> atrous_rates;      // of ASPP, of fc6, or of a residual stage; empty = as published
  std::string context;                // Yu & Koltun: "none", "basic" or "large"; empty = the model's own
  std::vector<std::string> taps;      // hypercolumns, zoom-out: which stages; empty = as published
  int grid = 5;                       // hypercolumns on boxes: grid x grid classifiers for each class
};

/// Throws bad_value naming the option, its value and the bound; class_count when there is no class.
void check_options(const ModelOptions& options);

/// One row per model, in `model/zoo.cpp`.
struct ZooEntry {
  const char* name;     // "fcn8s"
  const char* task;     // "semantic", "classify" or "box_mask"
  const char* paper;    // "Long, Shelhamer, Darrell 2015"
  const char* summary;  // one line
  Model (*build)(const ModelOptions& options);
};
const std::vector<ZooEntry>& zoo();
const ZooEntry& zoo_entry(const std::string& name);  // throws unknown_model with the nearest name

}  // namespace perpixel
