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

/// A run keeps the ONNX file that it trains under this name, so that its folder is whole; model.graph of
/// stored configurations is this.
inline constexpr const char* kNetworkFile = "network/network.onnx";

struct OnnxNetwork {
  Model model;
  NamedTensors weights;  // those in the file
};

/// The file under model.graph of `config`, with the recipe inside it. A file without one needs a recipe in
/// the configuration, at least its beginning, which is for the caller to put on top. Throws what read_onnx
/// and onnx_model throw.
OnnxNetwork onnx_network(const Config& config);

/// Of a configuration that was stored in `folder`, by itself or inside weights: where its network lies now.
void locate_network(Config& config, const std::filesystem::path& folder);

}  // namespace perpixel
