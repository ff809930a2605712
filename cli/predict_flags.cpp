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
}

PredictOptions PredictFlags::options() const {
  PredictOptions options;
  options.tta_flip = tta;
  if (tta || !scales.empty())
    options.tta_scales = scales.empty() ? std::vector<double>{0.75, 1, 1.25} : scales;
  options.window = window;
  options.overlap = window == 0 ? 0 : overlap < 0 ? window / 2 : overlap;
  return options;
}

}  // namespace perpixel
