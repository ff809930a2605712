#include "deploy/model_options.h"

#include "error/error.h"
#include "recipe/recipe.h"

namespace perpixel {

namespace {

/// Takes a key over unless it was left to be chosen.
template <class T, class Read>
void take(const Config& config, const char* key, T& to, const Read& read) {
  if (!config.is_auto(key)) to = static_cast<T>((config.*read)(key));
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
  if (json.empty())
    return zoo_entry(config.text("model.name")).build(model_options_from(config, fallback_classes));
  Recipe recipe = recipe_from_json(json, config.origin("recipe"));
  ModelOptions options = model_options_from(config, recipe.classes);
  if (config.is_auto("model.channels")) options.channels = recipe.input.channels;
  Model model = zoo_entry(config.text("model.name")).build(options);
  model.recipe = std::move(recipe);
  return model;
}

}  // namespace perpixel
