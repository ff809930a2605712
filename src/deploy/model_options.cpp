#include "deploy/model_options.h"

#include "deploy/onnx_model.h"
#include "error/error.h"
#include "recipe/recipe.h"

namespace perpixel {

namespace {

/// Takes a key over unless it was left to be chosen.
template <class T, class Read>
void take(const Config& config, const char* key, T& to, const Read& read) {
  if (!config.is_auto(key)) to = static_cast<T>((config.*read)(key));
}

/// With its own recipe, for `classes` (an ONNX file has its own where there are none).
Model named_model(const Config& config, const ClassList& classes) {
  if (config.text("model.graph").empty())
    return zoo_entry(config.text("model.name")).build(model_options_from(config, classes));
  Model model = onnx_network(config).model;
  if (classes.size() > 0) model.recipe.classes = classes;
  return model;
}

}  // namespace

ModelOptions model_options_from(const Config& config, const ClassList& classes) {
  ModelOptions options;
  options.classes = classes;
  take(config, "model.channels", options.channels, &Config::integer);
  take(config, "model.width", options.width, &Config::number);
  take(config, "model.batch_norm", options.batch_norm, &Config::boolean);
  take(config, "model.padding", options.padding, &Config::text);
  take(config, "model.upsampling", options.upsampling, &Config::text);
  take(config, "model.fc_channels", options.fc_channels, &Config::integer);
  take(config, "model.fc6_kernel", options.fc6_kernel, &Config::integer);
  take(config, "model.dropout", options.dropout, &Config::number);
  take(config, "model.at_once", options.at_once, &Config::boolean);
  take(config, "model.image_size", options.image_size, &Config::integer);
  take(config, "model.backbone", options.backbone, &Config::text);
  take(config, "model.stride_in_1x1", options.stride_in_1x1, &Config::boolean);
  take(config, "model.output_stride", options.output_stride, &Config::integer);
  take(config, "model.auxiliary", options.auxiliary, &Config::boolean);
  take(config, "model.multi_scale", options.multi_scale, &Config::boolean);
  take(config, "model.fusion", options.fusion, &Config::text);
  take(config, "model.fully_connected", options.fully_connected, &Config::boolean);
  take(config, "model.decoder_channels", options.decoder_channels, &Config::integer);
  take(config, "model.context", options.context, &Config::text);
  take(config, "model.grid", options.grid, &Config::integer);
  options.taps = config.list("model.taps");
  for (const double rate : config.numbers("model.atrous_rates"))
    options.atrous_rates.push_back(static_cast<int>(rate));
  return options;
}

Model model_from(const Config& config, const ClassList& fallback_classes) {
  const std::string json = config.text("recipe");
  if (json.empty()) return named_model(config, fallback_classes);
  Recipe recipe = recipe_from_json(json, config.origin("recipe"));
  Config own = config;
  if (config.is_auto("model.channels"))
    own.set("model.channels", std::to_string(recipe.input.channels), config.origin("recipe"));
  Model model = named_model(own, recipe.classes);
  model.recipe = std::move(recipe);
  return model;
}

}  // namespace perpixel
