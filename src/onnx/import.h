// ONNX files of others (and ours) as the graphs that everything in perpixel works on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "graph/graph.h"
#include "onnx/message.h"
#include "tensor/tensor.h"

namespace perpixel::onnx {

struct ImportedModel {
  Graph graph;           // everything under the file's names; real inputs of any width are f32
  NamedTensors weights;  // every parameter, f32; read from the file's own memory where its alignment allows
  std::map<std::string, Shape> output_shapes;  // as far as the file states them
  std::map<std::string, std::string> metadata;
};

/// A model of operator set 9 to 25, whichever program wrote it: functions and the branches that constants
/// decide written out, nodes in the form of operator set 17 and in order, the exporter's arithmetic on known
/// shapes computed, what layers learn as parameters (so that the model can be inspected, folded and trained
/// further), everything else constant. Symbolic axes are -1. Everything in the file is bounded and checked
/// before use; files beside it must lie in its folder. Throws weights_corrupt (byte or tensor), graph_invalid
/// (node or value: cycles, two values of one name, wrong attributes), unsupported (operations that no engine
/// has, by name and with what to do; branches that the picture decides, loops, sequences), newer_version,
/// shape_mismatch.
ImportedModel read_onnx(const std::filesystem::path& path);
/// Without files beside it. `name` is for messages.
ImportedModel read_onnx(std::span<const std::uint8_t> bytes, const std::string& name);

/// The messages as a graph; every operation, also those that no engine has.
ImportedModel import_model(ModelMessage model);

/// Every operation of the graph has a rule. Throws unsupported naming the node and the nearest operation.
void require_known_operations(const Graph& graph);

}  // namespace perpixel::onnx
