#include <cmath>

#include "error/error.h"
#include "model/model.h"

namespace perpixel {

namespace {

void require(bool holds, const std::string& key, const std::string& value, const std::string& bound,
             const std::string& hint = {}) {
  if (!holds) throw Error(ErrorCode::bad_value, "model." + key + " = " + value + " must be " + bound, hint);
}

void in_range(const std::string& key, int value, int low, int high) {
  require(value >= low && value <= high, key, std::to_string(value),
          "in [" + std::to_string(low) + ", " + std::to_string(high) + "]");
}

void one_of(const std::string& key, const std::string& value, const std::vector<std::string>& known) {
  for (const std::string& name : known)
    if (value == name) return;
  throw Error(ErrorCode::bad_value, "model." + key + " = \"" + value + "\" is not known",
              did_you_mean(value, known));
}

}  // namespace

void check_options(const ModelOptions& options) {
  if (options.classes.size() == 0)
    throw Error(ErrorCode::class_count, "a model needs at least one class",
                "give --data, whose label table names the classes");
  in_range("channels", options.channels, 1, 4096);
  require(std::isfinite(options.width) && options.width > 0 && options.width <= 8, "width",
          std::to_string(options.width), "in (0, 8]");
  one_of("padding", options.padding, {"same", "pad100", "valid"});
  one_of("upsampling", options.upsampling, {"frozen", "learned"});
  in_range("fc_channels", options.fc_channels, 0, 1 << 20);
  in_range("fc6_kernel", options.fc6_kernel, 1, 63);
  require(options.dropout >= 0 && options.dropout < 1, "dropout", std::to_string(options.dropout),
          "in [0, 1)");
  in_range("image_size", options.image_size, 1, 1 << 14);
  if (options.output_stride != 0)
    one_of("output_stride", std::to_string(options.output_stride), {"1", "2", "4", "8", "16", "32"});
  if (!options.fusion.empty()) one_of("fusion", options.fusion, {"sum", "concat"});
  in_range("decoder_channels", options.decoder_channels, 0, 1 << 14);
  for (const int rate : options.atrous_rates) in_range("atrous_rates", rate, 1, 1 << 10);
  in_range("grid", options.grid, 1, 50);
  if (!options.context.empty()) one_of("context", options.context, {"none", "basic", "large"});
}

}  // namespace perpixel
