#include "onnx/metadata.h"

#include <nlohmann/json.hpp>

namespace perpixel::onnx {

Metadata metadata_of(const std::string& model, const std::string& graph, const Recipe& recipe,
                     const std::string& config) {
  // Names that are not UTF-8 are kept readable: other programs parse this array.
  const std::string classes =
      nlohmann::json(recipe.classes.names()).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  Metadata metadata{
      {kRecipeKey, recipe_to_json(recipe)}, {kClassesKey, classes}, {kModelKey, model}, {kGraphKey, graph}};
  if (!config.empty()) metadata[kConfigKey] = config;
  return metadata;
}

}  // namespace perpixel::onnx
