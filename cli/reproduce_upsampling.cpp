// The lecture's comparison of ways back up to pixels: FCN, DeconvNet, SegNet, U-Net, and their ensemble.
#include <cmath>

#include "finished_rows.h"
#include "miniature_table.h"

namespace perpixel {

namespace {

constexpr int kSide = 96;  // px

/// All from random weights, the same number of steps: what is compared is the way up.
MiniatureTable upsampling_table() {
  MiniatureTable table{
      .name = "upsampling",
      .title =
          "Ways back up to pixels (Noh et al. 2015, table 1, VOC 2012 test; SegNet: Kendall et al. 2015)",
      .side = kSide,
      .columns = {{"pixel acc.", kPixelScore}, {"mean IU", kMeanScore}, {"thin IU", kThinScore}},
      .published_columns = {"mean IU"},
      .settings = miniature_settings(kSide),
      .photo_settings = {{"train.batch", "8"}},
  };
  table.settings.insert(
      table.settings.end(),
      {{"train.iters", "500"}, {"train.lr", "0.002"}, {"model.image_size", std::to_string(kSide)}});
  table.rows = {
      {"fcn8s", "fcn8s", "", {}, {62.2}},
      {"deconvnet", "deconvnet", "", {}, {69.6}},
      {"deconvnet-nofc", "deconvnet", "", {{"model.fully_connected", "false"}}},
      {"segnet", "segnet", "", {}, {59.1}},
      {"unet-sum", "unet", "", {{"model.fusion", "sum"}}},
      {"unet-concat", "unet", "", {{"model.fusion", "concat"}}},
      {.name = "ensemble", .published = {71.7}, .made_of = {"deconvnet", "fcn8s"}, .make = averaged_rows},
  };
  table.pairs = {{"deconvnet", "fcn8s"},      {"deconvnet-nofc", "deconvnet"}, {"segnet", "deconvnet-nofc"},
                 {"unet-concat", "unet-sum"}, {"unet-concat", "segnet"},       {"ensemble", "deconvnet"},
                 {"ensemble", "fcn8s"}};
  return table;
}

}  // namespace

int reproduce_upsampling(const ReproduceRequest& request) { return reproduce(upsampling_table(), request); }

}  // namespace perpixel
