// segmentation_models_pytorch: a torchvision-like trunk called "encoder".
#include "model/name_map/name_map.h"

namespace perpixel {

NameMap segmentation_models_name_map() {
  return {"segmentation_models",
          "Unet, FPN, DeepLabV3Plus of segmentation_models_pytorch on a residual trunk",
          "layer1.0.conv1.weight",
          PixelConvention::unit_deviation,
          false,
          {{"**.num_batches_tracked", ""},
           {"encoder.**", "@**"},
           {"decoder.**", "decoder.**"},
           {"segmentation_head.**", "segmentation_head.**"}}};
}

}  // namespace perpixel
