// Which layers a pixel should be described by: hypercolumns and zoom-out levels, on networks of one size.
#include <initializer_list>
#include <string>

#include "miniature_table.h"

namespace perpixel {

namespace {

constexpr int kSide = 96;  // px

constexpr const char* kLocal = "conv1_1,conv1_2,conv2_1,conv2_2";
constexpr const char* kProximal = "conv3_1,conv3_2,conv3_3";
constexpr const char* kDistant = "conv4_1,conv4_2,conv4_3,conv5_1,conv5_2,conv5_3";
constexpr const char* kGlobal = "scene";

TableSettings levels(std::initializer_list<const char*> names) {
  std::string list;
  for (const char* name : names) list += (list.empty() ? "[" : ",") + std::string(name);
  return {{"model.taps", list + "]"}};
}

/// Mostajabi et al. 2015, the lecture's tables of VOC test figures, as published.
constexpr const char* kPublished = R"(
VOC test, mean IU as published (Mostajabi et al. 2015)      2010   2011   2012
  zoom-out (VGG-16, 13 convolutions, sub-scene, scene)      69.9   69.4   69.6
  FCN-8s                                                       -   62.7   62.2
  hypercolumns                                                 -      -   62.6
  DivMbest + convnet                                           -      -   52.2
  SDS                                                          -   52.6   51.6
  DivMbest + rerank                                            -      -   48.1
  Codemaps                                                     -      -   48.3
  O2P                                                          -   47.6   47.8
  regions & parts                                              -   40.8      -
  D-sampling                                                33.5      -      -
  harmony potentials                                        40.1      -      -

zoom-out on VOC 2012 test, IU of each class as published; their mean is 69.6
  background 91.9  aeroplane 85.6  bicycle 37.3   bird 83.2   boat 62.5   bottle 66.0  bus 85.1
  car 80.7         cat 84.9        chair 27.2     cow 73.3    table 57.5  dog 78.1     horse 79.2
  motorbike 81.1   person 77.1     plant 53.6     sheep 74.0  sofa 49.2   train 71.7   tv 63.3
)";

/// Both families are trained end to end from random weights here; the published zoom-out rows are linear
/// classifiers on fixed features of CNN-S and hand-made histograms, so that only their order can be compared.
MiniatureTable features_table() {
  MiniatureTable table{
      .name = "features",
      .title =
          "Layers that describe a pixel: hypercolumns (Hariharan et al. 2015) and zoom-out levels (Mostajabi "
          "et al. "
          "2014, ablation on VOC 2012 val)",
      .side = kSide,
      .columns = {{"pixel acc.", kPixelScore}, {"mean IU", kMeanScore}, {"thin IU", kThinScore}},
      .published_columns = {"val mean IU"},
      .settings = miniature_settings(kSide),
      .photo_settings = {{"train.batch", "8"}},
  };
  table.settings.insert(table.settings.end(), {{"train.iters", "400"}, {"train.lr", "0.002"}});
  table.rows = {
      {"hyper-fc7", "hypercolumn", "", levels({"fc7"})},
      {"hyper-pool4-fc7", "hypercolumn", "", levels({"pool4", "fc7"})},
      {"hyper-pool3-pool4-fc7", "hypercolumn", "", levels({"pool3", "pool4", "fc7"})},
      {"zoom-local", "zoomout_dense", "", levels({kLocal}), {14.6}},
      {"zoom-proximal", "zoomout_dense", "", levels({kProximal}), {15.5}},
      {"zoom-local-proximal", "zoomout_dense", "", levels({kLocal, kProximal}), {17.7}},
      {"zoom-local-distant", "zoomout_dense", "", levels({kLocal, kDistant}), {37.4}},
      {"zoom-local-global", "zoomout_dense", "", levels({kLocal, kGlobal}), {41.8}},
      {"zoom-distant-global", "zoomout_dense", "", levels({kDistant, kGlobal}), {47.0}},
      {"zoom-all", "zoomout_dense", "", levels({kLocal, kProximal, kDistant, kGlobal}), {52.4}},
  };
  table.pairs = {{"hyper-pool4-fc7", "hyper-fc7"},
                 {"hyper-pool3-pool4-fc7", "hyper-pool4-fc7"},
                 {"zoom-local-proximal", "zoom-proximal"},
                 {"zoom-local-distant", "zoom-local-proximal"},
                 {"zoom-local-global", "zoom-local-distant"},
                 {"zoom-distant-global", "zoom-local-global"},
                 {"zoom-all", "zoom-distant-global"}};
  table.note = kPublished;
  return table;
}

}  // namespace

int reproduce_features(const ReproduceRequest& request) { return reproduce(features_table(), request); }

}  // namespace perpixel
