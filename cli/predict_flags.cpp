#include "predict_flags.h"

namespace perpixel {

void PredictFlags::declare(CommandLine& line) {
  line->add_flag("--tta", tta, "Test-time augmentation: several scales and the mirror image, averaged");
  line->add_option("--tta-scales", scales, "Scales of --tta (default 0.75,1,1.25)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(0.05, 8.0));
  line->add_option("--window", window,
                   "Slide a window of this side, pixels of the network's input; 0 = the whole picture")
      ->check(CLI::Range(0, 1 << 16));
  line->add_option("--overlap", overlap, "Overlap of neighbouring windows, pixels; -1 = half the window")
      ->check(CLI::Range(-1, 1 << 16));
  line->add_option(
          "--tile", tile,
          "Large pictures: tiles of this side, pixels, halo included; exactly what the whole picture at "
          "once would give, in the memory of one tile. TIFF is read and written in bands")
      ->check(CLI::Range(0, 1 << 16));
  line->add_option(
      "--ensemble", ensemble,
      "MODEL2[,mean|product]: join MODEL's answer with that of another model of the same classes, by the "
      "mean of their probabilities (default) or the product of their positive scores");
  auto* with =
      line->add_flag("--crf", crf, "Sharpen the labels along the picture's edges: the recipe's dense CRF");
  line->add_flag("--no-crf", no_crf, "Leave out the dense CRF that the recipe asks for")->excludes(with);
}

Recipe PredictFlags::applied_to(Recipe recipe) const {
  if ((crf || no_crf) && recipe.task != "semantic")
    throw Error(ErrorCode::usage,
                std::string(crf ? "--crf" : "--no-crf") +
                    " is for models that label pixels; this one's task is " + recipe.task,
                "leave it out");
  if (recipe.task == "box_mask" && (tta || !scales.empty() || window > 0 || !ensemble.empty()))
    throw Error(ErrorCode::usage, "--tta, --window and --ensemble are not for models that label boxes",
                "leave them out");
  if (crf) recipe.decoder = "dense_crf";
  if (no_crf) recipe.decoder = "argmax";
  return recipe;
}

PredictOptions PredictFlags::options(const Model& model) const {
  if (tile > 0 && window > 0)
    throw Error(ErrorCode::usage, "--tile is exact, --window overlaps and blends: one of them can be meant",
                "leave out --window");
  if (tile > 0 && model.recipe.task != "semantic")
    throw Error(ErrorCode::usage,
                "--tile is for models that label pixels; this one's task is " + model.recipe.task,
                "leave it out");
  PredictOptions options;
  options.tile = tile;
  options.graph = &model.graph(kMainGraph);
  options.tta_flip = tta;
  if (tta || !scales.empty())
    options.tta_scales = scales.empty() ? std::vector<double>{0.75, 1, 1.25} : scales;
  options.window = window;
  options.overlap = window == 0 ? 0 : overlap < 0 ? window / 2 : overlap;
  return options;
}

}  // namespace perpixel
