// A written ONNX file against the graph it was written from: read back, run, compared.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "export_samples.h"
#include "graph/graph.h"
#include "tensor_difference.h"

namespace perpixel {

struct OutputDifference : TensorDifference {
  std::string graph, output;
  std::string against;  // "file": perpixel's engine on the file; "LibTorch": LibTorch on the graph
};

/// Every output of every sample: as the file's graph gives it in perpixel's engine and, where the program has
/// it, as LibTorch gives it on the graph, against the sample's. Throws what reading the file throws.
std::vector<OutputDifference> verify_file(const std::filesystem::path& file, const Graph& graph,
                                          const NamedTensors& weights, const std::vector<Sample>& samples);

}  // namespace perpixel
