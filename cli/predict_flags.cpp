#include "predict_flags.h"

#include <utility>

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
  const auto refuse = [&](const char* flag, const char* models) {
    throw Error(
        ErrorCode::usage,
        std::string(flag) + " is for models that label " + models + "; this one's task is " + recipe.task,
        "leave it out");
  };
  const std::pair<const char*, bool> of_pixels[] = {
      {"--crf", crf}, {"--no-crf", no_crf}, {"--tile", tile > 0}, {"--ensemble", !ensemble.empty()}};
  const std::pair<const char*, bool> of_pictures[] = {{"--tta", tta || !scales.empty()},
                                                      {"--window", window > 0}};
  for (const auto& [flag, given] : of_pixels)
    if (given && recipe.task != "semantic") refuse(flag, "pixels");
  for (const auto& [flag, given] : of_pictures)
    if (given && recipe.task == "box_mask") refuse(flag, "pictures");
  if (crf) recipe.decoder = "dense_crf";
  if (no_crf) recipe.decoder = "argmax";
  return recipe;
}

PredictOptions PredictFlags::options(const Model& model) const {
  if (tile > 0 && window > 0)
    throw Error(ErrorCode::usage, "--tile is exact, --window overlaps and blends: one of them can be meant",
                "leave out --window");
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
