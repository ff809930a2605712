// A graph whose height and width are symbolic, looked at with numbers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace perpixel::onnx {

/// Inputs of one size that the graph takes, and the shape of every value then.
struct SizedGraph {
  std::map<std::string, Shape> inputs;
  std::vector<Shape> values;
};

/// Three sizes (one when no input has a symbolic axis) that differ in batch, height and width. Networks
/// without padding take only every so many-th size, so they are searched for among 64 neighbours. Throws what
/// the shape rules throw when none fits.
std::vector<SizedGraph> sized_graphs(const Graph& graph);

}  // namespace perpixel::onnx
