#include "onnx/import.h"

#include "error/error.h"
#include "graph/op_table.h"
#include "onnx/branch_inlining.h"
#include "onnx/build_graph.h"
#include "onnx/constant_folding.h"
#include "onnx/external_data.h"
#include "onnx/function_inlining.h"
#include "onnx/opset17.h"
#include "onnx/parameters.h"
#include "onnx/read_message.h"
#include "onnx/rule/rewriting.h"

namespace perpixel::onnx {

namespace {

/// Errors of the steps name nodes; here they get the file's name.
template <class Step>
auto in_file(const std::string& file, const Step& step) {
  try {
    return step();
  } catch (const Error& error) {
    if (std::string_view(error.what()).starts_with(file)) throw;
    throw Error(error.code(), file + ": " + error.what(), error.hint());
  }
}

std::map<std::string, Shape> output_shapes(const ModelMessage& model) {
  std::map<std::string, Shape> shapes;
  for (const ValueMessage& output : model.graph.outputs)
    if (output.has_shape && output.foreign_type.empty()) shapes[output.name] = output.shape;
  return shapes;
}

ImportedModel checked(ModelMessage model) {
  ImportedModel imported = import_model(std::move(model));
  require_known_operations(imported.graph);
  check_graph(imported.graph);
  return imported;
}

}  // namespace

ImportedModel import_model(ModelMessage model) {
  inline_functions(model);
  inline_branches(model);
  bring_to_opset_17(model);
  Graph graph = fold_constants(build_graph(model.graph));
  ImportedModel imported{.output_shapes = output_shapes(model), .metadata = std::move(model.metadata)};
  model.graph = {};  // elements that folding or the parameters do not share go before copies are made of them
  imported.weights = take_parameters(graph);
  imported.graph = std::move(graph);
  return imported;
}

void require_known_operations(const Graph& graph) {
  for (const Node& node : graph.nodes)
    if (!find_op(node.op))
      throw Error(ErrorCode::unsupported,
                  "node \"" + shortened(node.name) + "\": operation " + shortened(node.op) +
                      " is not one that perpixel runs",
                  op_hint(node.op) + "; or cut the model before it and do the rest outside");
}

ImportedModel read_onnx(const std::filesystem::path& path) {
  return in_file(path.string(), [&] {
    ModelMessage model = read_model_message(path);
    load_external_data(model, path.parent_path());
    return checked(std::move(model));
  });
}

ImportedModel read_onnx(std::span<const std::uint8_t> bytes, const std::string& name) {
  return in_file(name, [&] {
    ModelMessage model = read_model_message(bytes, name);
    require_no_external_data(model);
    return checked(std::move(model));
  });
}

}  // namespace perpixel::onnx
