#include "error/error.h"
#include "model/alexnet.h"
#include "model/deconvnet.h"
#include "model/deeplab.h"
#include "model/deeplab_v2.h"
#include "model/deeplab_v3.h"
#include "model/deeplab_v3plus.h"
#include "model/dilation.h"
#include "model/fcn.h"
#include "model/fcn_alexnet.h"
#include "model/fpn_resnet.h"
#include "model/fullres.h"
#include "model/hypercolumn.h"
#include "model/lraspp.h"
#include "model/mobilenet_v3.h"
#include "model/model.h"
#include "model/residual_fpn.h"
#include "model/resnet.h"
#include "model/segnet.h"
#include "model/semantic_fpn.h"
#include "model/unet.h"
#include "model/unet_resnet.h"
#include "model/vgg.h"
#include "model/zoomout.h"
#include "model/zoomout_dense.h"

namespace perpixel {

const std::vector<ZooEntry>& zoo() {
  static const std::vector<ZooEntry> entries{
      {"alexnet", "classify", "Krizhevsky, Sutskever, Hinton 2012", "image classifier, CaffeNet's form",
       alexnet},
      {"alexnet_torchvision", "classify", "Krizhevsky 2014",
       "image classifier, one tower, torchvision's form", alexnet_torchvision},
      {"vgg16", "classify", "Simonyan, Zisserman 2015", "image classifier with 13 convolutions", vgg16},
      {"vgg16_bn", "classify", "Simonyan, Zisserman 2015; torchvision", "vgg16 with batch norm", vgg16_bn},
      {"resnet18", "classify", "He et al. 2016", "image classifier with 18 layers, stride on the 3x3",
       resnet18},
      {"resnet34", "classify", "He et al. 2016", "image classifier with 34 layers, stride on the 3x3",
       resnet34},
      {"resnet50", "classify", "He et al. 2016", "image classifier with 50 layers, stride on the 3x3",
       resnet50},
      {"resnet101", "classify", "He et al. 2016", "image classifier with 101 layers, stride on the 3x3",
       resnet101},
      {"resnet152", "classify", "He et al. 2016", "image classifier with 152 layers, stride on the 3x3",
       resnet152},
      {"resnext50_32x4d", "classify", "Xie et al. 2017", "resnet50 with 32 groups of 4 channels",
       resnext50_32x4d},
      {"resnext101_32x8d", "classify", "Xie et al. 2017", "resnet101 with 32 groups of 8 channels",
       resnext101_32x8d},
      {"mobilenet_v3_large", "classify", "Howard et al. 2019",
       "image classifier of inverted residuals, 15 blocks", mobilenet_v3_large},
      {"mobilenet_v3_small", "classify", "Howard et al. 2019",
       "image classifier of inverted residuals, 11 blocks", mobilenet_v3_small},
      {"fcn_alexnet", "semantic", "Long, Shelhamer, Darrell 2015", "stride 32 on AlexNet, padding 100",
       fcn_alexnet},
      {"fcn32s", "semantic", "Long, Shelhamer, Darrell 2015", "VGG-16, scores at stride 32", fcn32s},
      {"fcn32s_fixed", "semantic", "Long, Shelhamer, Darrell 2015", "fcn32s, only the score layer learns",
       fcn32s_fixed},
      {"fcn16s", "semantic", "Long, Shelhamer, Darrell 2015", "VGG-16, scores of pool4 added", fcn16s},
      {"fcn8s", "semantic", "Long, Shelhamer, Darrell 2015", "VGG-16, scores of pool4 and pool3 added",
       fcn8s},
      {"fcn8s_atonce", "semantic", "Shelhamer, Long, Darrell 2017",
       "fcn8s trained in one stage, skips scaled down", fcn8s_atonce},
      {"fcn_fullres", "semantic", "the naive baseline",
       "13 convolutions at full resolution, nothing downsampled", fcn_fullres},
      {"deconvnet", "semantic", "Noh, Hong, Han 2015", "VGG-16 down to one vector and mirrored back up",
       deconvnet},
      {"segnet", "semantic", "Badrinarayanan, Kendall, Cipolla 2017",
       "VGG-16's convolutions and their mirror, unpooling by positions", segnet},
      {"segnet_basic", "semantic", "Badrinarayanan, Kendall, Cipolla 2017",
       "four 7x7 encoders and decoders, 64 channels", segnet_basic},
      {"deeplab_largefov", "semantic", "Chen et al. 2015", "VGG-16 at stride 8, fc6 3x3 dilated by 12",
       deeplab_largefov},
      {"deeplab_msc", "semantic", "Chen et al. 2015",
       "deeplab_largefov with scores of the picture and four pools added", deeplab_msc},
      {"deeplab_4x4", "semantic", "Chen et al. 2015", "VGG-16 at stride 8, fc6 4x4 dilated by 4",
       deeplab_4x4},
      {"deeplab_7x7", "semantic", "Chen et al. 2015", "VGG-16 at stride 8, fc6 7x7 dilated by 4",
       deeplab_7x7},
      {"deeplab_v2_vgg", "semantic", "Chen et al. 2018", "atrous pyramid on VGG-16", deeplab_v2_vgg},
      {"deeplab_v2_resnet101", "semantic", "Chen et al. 2018",
       "atrous pyramid on ResNet-101; model.multi_scale fuses three scales", deeplab_v2_resnet101},
      {"dilated_frontend", "semantic", "Yu, Koltun 2016", "VGG-16 without two pools, dilated; VOC's names",
       dilated_frontend},
      {"dilation8", "semantic", "Yu, Koltun 2016",
       "dilated front end and the Large context module, VOC's names", dilation8},
      {"dilation8_camvid", "semantic", "Yu, Koltun 2016", "dilated front end and the Basic context module",
       dilation8_camvid},
      {"dilation7", "semantic", "Yu, Koltun 2016", "dilation8_camvid without dilation 16, for KITTI",
       dilation7},
      {"dilation10", "semantic", "Yu, Koltun 2016",
       "dilations up to 64 and a fixed enlargement, for Cityscapes", dilation10},
      {"fcn_resnet50", "semantic", "Long et al. 2015; torchvision", "FCN on ResNet-50 at stride 8",
       fcn_resnet50},
      {"fcn_resnet101", "semantic", "Long et al. 2015; torchvision", "FCN on ResNet-101 at stride 8",
       fcn_resnet101},
      {"deeplabv3_resnet50", "semantic", "Chen et al. 2017",
       "atrous pyramid with the picture's average, on ResNet-50", deeplabv3_resnet50},
      {"deeplabv3_resnet101", "semantic", "Chen et al. 2017",
       "atrous pyramid with the picture's average, on ResNet-101", deeplabv3_resnet101},
      {"deeplabv3_mobilenet_v3_large", "semantic", "Chen et al. 2017; Howard et al. 2019",
       "deeplabv3 on MobileNetV3 at stride 16, torchvision's", deeplabv3_mobilenet_v3_large},
      {"lraspp_mobilenet_v3_large", "semantic", "Howard et al. 2019",
       "one weighed map and a skip at stride 8, on MobileNetV3", lraspp_mobilenet_v3_large},
      {"deeplabv3plus_resnet34", "semantic", "Chen et al. 2018; segmentation_models_pytorch",
       "separable atrous pyramid and a skip at stride 4, on ResNet-34", deeplabv3plus_resnet34},
      {"unet_resnet34", "semantic", "Ronneberger et al. 2015; segmentation_models_pytorch",
       "U-Net's decoder on ResNet-34", unet_resnet34},
      {"fpn_resnet34", "semantic", "Kirillov et al. 2019; segmentation_models_pytorch",
       "feature pyramid on ResNet-34, all levels summed at stride 4", fpn_resnet34},
      {"semantic_fpn", "semantic", "Kirillov et al. 2019",
       "feature pyramid on ResNet-50, all levels summed at stride 4", semantic_fpn},
      {"bayesian_segnet", "semantic", "Kendall, Badrinarayanan, Cipolla 2015",
       "segnet averaged over draws of its dropout, with its uncertainty", bayesian_segnet},
      {"bayesian_segnet_basic", "semantic", "Kendall, Badrinarayanan, Cipolla 2015",
       "segnet_basic averaged over draws of its dropout", bayesian_segnet_basic},
      {"residual_fpn", "semantic", "He et al. 2016; Lin et al. 2017; Yu, Koltun 2016",
       "small residual pyramid with a dilated last stage, for training from nothing on a CPU", residual_fpn},
      {"unet", "semantic", "Ronneberger, Fischer, Brox 2015",
       "U-Net, padded and with batch norm; skips concatenated", unet},
      {"unet_valid", "semantic", "Ronneberger, Fischer, Brox 2015",
       "U-Net as published: convolutions without padding, 92 px of context", unet_valid},
      {"hypercolumn", "semantic", "Hariharan, Arbelaez, Girshick, Malik 2015",
       "VGG-16, scores of chosen layers upsampled to the picture and summed", hypercolumn},
      {"zoomout", "semantic", "Mostajabi, Yadollahpour, Shakhnarovich 2015",
       "VGG-16's 13 convolutions, sub-scene and scene of every superpixel through a perceptron", zoomout},
      {"hypercolumn_box", "box_mask", "Hariharan, Arbelaez, Girshick, Malik 2015",
       "the mask of the object in a given box: scores of chosen layers, a grid of classifiers",
       hypercolumn_box},
      {"zoomout_dense", "semantic", "Mostajabi, Yadollahpour, Shakhnarovich 2015",
       "VGG-16, all 13 convolutions and fc7 at stride 4 through a pixel-wise network", zoomout_dense},
  };
  return entries;
}

const ZooEntry& zoo_entry(const std::string& name) {
  std::vector<std::string> names;
  for (const ZooEntry& entry : zoo()) {
    if (name == entry.name) return entry;
    names.emplace_back(entry.name);
  }
  throw Error(ErrorCode::unknown_model, "model \"" + name + "\" is not in the zoo",
              did_you_mean(name, names));
}

}  // namespace perpixel
