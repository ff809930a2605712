// TIFF pictures that do not fit into memory: read, labelled and written in bands.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "input_files.h"
#include "predict/semantic.h"
#include "predict_stream.h"

namespace perpixel {

/// The inputs that --tile reads in bands: TIFF files above 2^24 pixels. The rest is left in `files`.
std::vector<InputFile> take_large_pictures(std::vector<InputFile>& files);

/// OUT/pred/STEM.tif for each, with a progress bar over its tiles. Notes pictures that cannot be read or
/// labelled and goes on; throws when an output cannot be written. Stops when `interrupted()`, leaving no half
/// file.
StreamReport label_large_pictures(const std::vector<InputFile>& files, const std::filesystem::path& out,
                                  const Recipe& recipe, const Forward& forward,
                                  const PredictOptions& options);

}  // namespace perpixel
