// Yu, Koltun 2016, the lecture's table: what a context module adds to a front end.
#include "miniature_table.h"

namespace perpixel {

namespace {

constexpr int kSide = 96;  // px

/// Contexts start as the identity on a trained front end; the front end alone goes on for as many steps, so
/// that the differences are not those of longer training.
MiniatureTable dilation_table() {
  MiniatureTable table{
      .name = "dilation",
      .title =
          "Context modules (Yu, Koltun 2016, table 3; published on VOC 2012 val, front end trained on COCO "
          "too)",
      .side = kSide,
      .columns = {{"pixel acc.", kPixelScore}, {"mean IU", kMeanScore}, {"thin IU", kThinScore}},
      .published_columns = {"mean IU"},
      .settings = miniature_settings(kSide),
      .photo_settings = {{"train.batch", "8"}},
  };
  const TableSettings longer{{"train.iters", "250"}, {"train.lr", "0.001"}};
  const auto with_context = [&](const char* context) {
    TableSettings settings = longer;
    settings.emplace_back("model.context", context);
    return settings;
  };
  table.rows = {
      {"front-end-begun", "dilated_frontend", "", {{"train.iters", "500"}, {"train.lr", "0.002"}}},
      {"front-end", "dilated_frontend", "front-end-begun", longer, {69.8}},
      {"basic", "dilated_frontend", "front-end-begun", with_context("basic"), {71.3}},
      {"large", "dilated_frontend", "front-end-begun", with_context("large"), {72.1}},
  };
  table.pairs = {{"basic", "front-end"}, {"large", "front-end"}, {"large", "basic"}};
  return table;
}

}  // namespace

int reproduce_dilation(const ReproduceRequest& request) { return reproduce(dilation_table(), request); }

}  // namespace perpixel
