#include "model/alexnet.h"

#include <gtest/gtest.h>

#include "error/error.h"
#include "model/fcn_alexnet.h"
#include "model/net_facts.h"

namespace perpixel {
namespace {

// Krizhevsky et al. 2012 say 60 million; CaffeNet for 1000 classes holds 60,965,224 (sum by hand over its
// definition: 34,944 + 307,456 + 885,120 + 663,936 + 442,624 + 37,752,832 + 16,781,312 + 4,097,000).
TEST(AlexNet, ParameterCount) {
  ModelOptions options = options_for(1000);
  options.image_size = 227;
  EXPECT_EQ(parameter_count(alexnet(options).graph(kMainGraph)), 60'965'224);
  options.image_size = 224;
  EXPECT_EQ(parameter_count(alexnet(options).graph(kMainGraph)), 60'965'224);
}

// CaffeNet's published sizes at 227: 55, 27, 13, 6.
TEST(AlexNet, Sizes) {
  ModelOptions options = tiny();
  options.image_size = 227;
  const Model model = alexnet(options);
  for (const auto& [name, side] : {std::pair{"conv1", 55}, {"pool1", 27}, {"pool2", 13}, {"pool5", 6}})
    EXPECT_EQ(shape_of(model, name, 227, 227)[2], side) << name;
}

TEST(AlexNet, WeightsAndBiasesLearnAlikeInTheTrunk) {
  const Model model = alexnet(tiny());
  const Parameter* bias = model.graph(kMainGraph).find_parameter("conv2.bias");
  EXPECT_EQ(bias->lr_mult, 1);
  EXPECT_EQ(bias->decay_mult, 1);
}

TEST(AlexNet, HasNoBatchNormForm) {
  ModelOptions options = tiny();
  options.batch_norm = true;
  EXPECT_THROW(alexnet(options), Error);
}

// Long et al. 2015, table 1: receptive field 355, stride 32, 57 M parameters; the definition of
// voc-fcn-alexnet gives 56,954,261 for 21 classes.
TEST(FcnAlexNet, ReceptiveFieldStrideAndParameters) {
  const Model model = fcn_alexnet(options_for(21));
  EXPECT_EQ(field_of(model, "score_fr", 500).size(), 355);
  EXPECT_EQ(field_of(model, "score_fr", 500).stride, 32);
  EXPECT_EQ(parameters_without(model, "upscore"), 56'954'261);
}

// Sizes of a 500 px picture in the published definition: 173, 86, 43, 21, fc6 16, upscore 543.
TEST(FcnAlexNet, SizesAt500) {
  const Model model = fcn_alexnet(tiny(21));
  for (const auto& [name, side] : {std::pair{"conv1", 173},
                                   {"pool1", 86},
                                   {"pool2", 43},
                                   {"pool5", 21},
                                   {"fc6", 16},
                                   {"upscore", 543},
                                   {"score", 500}})
    EXPECT_EQ(shape_of(model, name, 500, 500)[2], side) << name;
}

// Property: the crop aligns the score with the picture, that is, the centre of what score pixel i sees is
// pixel i. Position 0 of upscore sees [first, last] of the picture; the crop moves it by 18.
TEST(FcnAlexNet, CropFitsEverySizeAndCentresTheField) {
  const Model model = fcn_alexnet(tiny(2));
  for (int side = 1; side <= 1200; ++side) ASSERT_EQ(shape_of(model, "score", side, side)[2], side);
  EXPECT_DOUBLE_EQ(field_of(model, "score", 500).centre(), 0);
}

// torchvision's documentation, 1000 classes.
TEST(AlexNet, OneTower) {
  const Model model = alexnet_torchvision(options_for(1000));
  EXPECT_EQ(parameter_count(model.graphs[0]), 61'100'840);
  EXPECT_EQ(shape_of(model, "pool5", 224, 224), (Shape{1, 256, 6, 6}));
  EXPECT_EQ(shape_of(model, "relu1", 224, 224), (Shape{1, 64, 55, 55}));
}

// By hand: 63 px give 15, 7, 3 and at last one cell; 62 px leave the third pool less than its window.
TEST(AlexNet, OneTowerNeedsOneCell) {
  ModelOptions options = tiny();
  options.image_size = 63;
  EXPECT_EQ(shape_of(alexnet_torchvision(options), "pool5", 63, 63), (Shape{1, 32, 1, 1}));
  options.image_size = 62;
  EXPECT_THROW(alexnet_torchvision(options), Error);
  options.image_size = 224;
  options.batch_norm = true;
  EXPECT_THROW(alexnet_torchvision(options), Error);
}

}  // namespace
}  // namespace perpixel
