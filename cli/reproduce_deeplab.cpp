// Chen et al. 2015 and 2018: holes instead of strides, several levels, several rates, and the CRF on top.
#include "finished_rows.h"
#include "miniature_table.h"

namespace perpixel {

namespace {

constexpr int kSide = 97;  // px: 32 * 3 + 1, so that every grid of stride 8 has a cell on both borders

/// The published rates look 96 px far at stride 8; on pictures of 97 px they are a third of that.
MiniatureTable deeplab_table() {
  MiniatureTable table{
      .name = "deeplab",
      .title = "DeepLab (Chen et al. 2015, table 1; 2018, table 4; published on VOC 2012 val)",
      .side = kSide,
      .columns = {{"pixel acc.", kPixelScore}, {"mean IU", kMeanScore}, {"thin IU", kThinScore}},
      .published_columns = {"mean IU"},
      .settings = miniature_settings(kSide),
      .photo_settings = {{"train.crop", "[225, 225]"}, {"train.batch", "8"}},
  };
  table.settings.insert(table.settings.end(), {{"train.iters", "500"}, {"train.lr", "0.002"}});
  table.rows = {
      {"without-holes", "fcn32s", ""},
      {"largefov", "deeplab_largefov", "", {{"model.atrous_rates", "[4]"}}, {62.25}},
      {.name = "largefov-crf", .published = {67.64}, .made_of = {"largefov"}, .make = sharpened_row},
      {"msc", "deeplab_msc", "", {{"model.atrous_rates", "[4]"}}, {64.21}},
      {.name = "msc-crf", .published = {68.70}, .made_of = {"msc"}, .make = sharpened_row},
      {"aspp", "deeplab_v2_vgg", "", {{"model.atrous_rates", "[2, 4, 6, 8]"}}, {68.96}},
      {.name = "aspp-crf", .published = {71.57}, .made_of = {"aspp"}, .make = sharpened_row},
  };
  table.pairs = {{"largefov", "without-holes"}, {"largefov-crf", "largefov"},
                 {"msc", "largefov"},           {"msc-crf", "msc"},
                 {"aspp", "largefov"},          {"aspp-crf", "aspp"}};
  return table;
}

}  // namespace

int reproduce_deeplab(const ReproduceRequest& request) { return reproduce(deeplab_table(), request); }

}  // namespace perpixel
