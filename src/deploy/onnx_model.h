// An ONNX file as a model: its graph under the names that every model's main graph has, with a recipe.
#pragma once

#include <filesystem>
#include <string>

#include "config/config.h"
#include "model/model.h"
#include "onnx/import.h"

namespace perpixel {

/// The configuration that perpixel wrote into the file, and its recipe where only that is there; of a file of
/// others the name alone ("model.name" = the file's stem). `file` is for messages and origins.
Config onnx_config(const onnx::ImportedModel& imported, const std::string& file);

enum class RecipeNeed { required, optional };

/// The one graph, called "main": its picture input [N, C, H, W] becomes "data", its scores "score". Which
/// output that is: one of that name, else the first that the file states with four axes (task "semantic") or
/// two ("classify"), else the first. Further outputs are kept as train-only ones. The recipe is `config`'s;
/// without one, RecipeNeed::optional gives a plain one with numbered classes (enough for sizes and speed),
/// RecipeNeed::required throws bad_value with a template made from the graph. Throws graph_invalid for a
/// graph without such an input, and unsupported for further inputs and for one part of a model of several.
Model onnx_model(const onnx::ImportedModel& imported, const Config& config, const std::string& file,
                 RecipeNeed need);

}  // namespace perpixel
