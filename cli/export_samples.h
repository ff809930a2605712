// Inputs on which an exported graph is tried, and what it answers: the same numbers on every machine.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "recipe/recipe.h"
#include "tensor/tensor.h"

namespace perpixel {

struct Sample {
  NamedTensors inputs;
  NamedTensors outputs;  // of perpixel's own engine, on the graph that was exported
};

/// Whether the input is a picture of any size: [N, C, H, W] with H and W symbolic.
bool takes_any_picture(const GraphInput& input);

/// Two samples: one picture of 64x96 and two of 75x97 (with the surroundings that the recipe adds; other
/// sizes where the graph's are fixed), noise within the range of pixels that the recipe gives the network.
std::vector<Sample> sample_answers(const Graph& graph, const NamedTensors& weights,
                                   const InputRecipe& recipe);

/// DIR/<graph>_<number>_in_<input>.npy and ..._out_<output>.npy, the folder being made. Returns the paths.
std::vector<std::filesystem::path> write_samples(const std::filesystem::path& folder,
                                                 const std::string& graph,
                                                 const std::vector<Sample>& samples);

}  // namespace perpixel
