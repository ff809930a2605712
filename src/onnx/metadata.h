// What an ONNX file of ours says about itself besides the graph: keys of its metadata_props.
#pragma once

#include <map>
#include <string>

#include "recipe/recipe.h"

namespace perpixel::onnx {

/// The recipe as recipe_to_json writes it: how a picture becomes the input, and the output an answer.
inline constexpr const char* kRecipeKey = "perpixel.recipe";
/// Class names by train id, a JSON array of texts; the recipe has them too, with file ids and colours.
inline constexpr const char* kClassesKey = "perpixel.classes";
/// The zoo name the graph came from.
inline constexpr const char* kModelKey = "perpixel.model";
/// The effective configuration, YAML, as in a run's config.yaml.
inline constexpr const char* kConfigKey = "perpixel.config";
/// Which of the model's graphs this is ("main", "trunk", ...).
inline constexpr const char* kGraphKey = "perpixel.graph";

using Metadata = std::map<std::string, std::string>;

/// All five; an empty `config` is left out.
Metadata metadata_of(const std::string& model, const std::string& graph, const Recipe& recipe,
                     const std::string& config);

}  // namespace perpixel::onnx
