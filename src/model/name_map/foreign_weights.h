// Weights of other programs under our names, and ours under theirs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "model/name_map/name_map.h"
#include "recipe/recipe.h"
#include "tensor/tensor.h"

namespace perpixel {

struct OurWeights {
  const NameMap* map = nullptr;       // how the file names its layers
  NamedTensors tensors;               // under our names; those that no rule knows keep theirs
  std::vector<std::string> unneeded;  // known there and not needed here ("bn1.num_batches_tracked")
};

/// Renames by `family`; when it is empty, by the map that finds the most parameters of `graphs` with as many
/// elements (the earlier one of equals). Then whatever the family stores otherwise is brought to our form:
/// statistics divided by their common factor, statistics that are folded into scale and shift set to mean 0
/// and deviation 1. Throws bad_value for an unknown family, weights_mismatch when two tensors become one.
OurWeights named_as_ours(std::span<const Graph> graphs, const NamedTensors& tensors,
                         const std::string& family = {});

/// Our tensors under the family's names. `family` may be the beginning of several ("torchvision"): the one
/// that names the most. Throws weights_mismatch naming the tensors that it has no name for.
NamedTensors named_as(const std::string& family, std::span<const Graph> graphs, const NamedTensors& tensors);

/// Whether bottlenecks stride where the family's do: on their first 1x1 or on their 3x3. True for graphs
/// without strided bottlenecks and for families without residual trunks.
bool strides_as_trained(const NameMap& map, std::span<const Graph> graphs);
/// "the weights were trained with ..., and the network ...; model.stride_in_1x1=true", for messages.
std::string stride_text(const NameMap& map);

/// Whether the recipe feeds such weights the colour order and range that they were trained on.
bool takes_pixels(const InputRecipe& input, PixelConvention pixels);
/// "B, G, R in 0..255", for messages.
std::string pixel_text(PixelConvention pixels);
/// The same recipe with them; the rest stays.
InputRecipe with_pixels(InputRecipe input, PixelConvention pixels);

}  // namespace perpixel
