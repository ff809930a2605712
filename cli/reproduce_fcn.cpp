// Long, Shelhamer, Darrell 2015, table 2: what each finer skip adds, on a trunk pre-trained as a classifier.
#include <cmath>

#include "miniature_table.h"

namespace perpixel {

namespace {

MiniatureTable fcn_table() {
  // Staged as published: 32s from the classifier, 16s from 32s, 8s from 16s, each stage at a lower rate.
  return {
      .name = "fcn",
      .title = "FCN (Long, Shelhamer, Darrell 2015, table 2; published on VOC 2011 val)",
      .columns = {{"pixel acc.", kPixelScore},
                  {"mean acc.", kMeanAccuracyScore},
                  {"mean IU", kMeanScore},
                  {"thin IU", kThinScore}},
      .published_columns = {"pixel acc.", "mean acc.", "mean IU"},
      .settings = miniature_settings(96),
      .photo_settings = {{"train.crop", "[160, 224]"}, {"train.batch", "8"}},
      .rows =
          {
              {"fcn32s-fixed",
               "fcn32s_fixed",
               kPretrain,
               {{"train.iters", "300"}, {"train.lr", "0.003"}},
               {83.0, 59.7, 45.4}},
              {"fcn32s",
               "fcn32s",
               kPretrain,
               {{"train.iters", "500"}, {"train.lr", "0.001"}},
               {89.1, 73.3, 59.4}},
              {"fcn16s",
               "fcn16s",
               "fcn32s",
               {{"train.iters", "300"}, {"train.lr", "0.0005"}},
               {90.0, 75.7, 62.4}},
              {"fcn8s",
               "fcn8s",
               "fcn16s",
               {{"train.iters", "300"}, {"train.lr", "0.0005"}},
               {90.3, 75.9, 62.7}},
              {"full-resolution", "fcn_fullres", "", {{"train.iters", "500"}, {"train.lr", "0.002"}}},
          },
      .pairs = {{"fcn32s", "fcn32s-fixed"},
                {"fcn16s", "fcn32s"},
                {"fcn8s", "fcn16s"},
                {"fcn8s", "full-resolution"}},
  };
}

}  // namespace

int reproduce_fcn(const ReproduceRequest& request) { return reproduce(fcn_table(), request); }

}  // namespace perpixel
