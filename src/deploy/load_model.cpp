#include "deploy/load_model.h"

#include <memory>

#include "deploy/fit_weights.h"
#include "deploy/model_options.h"
#include "deploy/onnx_model.h"
#include "error/error.h"
#include "file/file.h"
#include "graph/batch_norm_folding.h"
#include "runtime/session.h"
#include "weights/format.h"

namespace perpixel {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNameBytes = 4096;

std::string first_line(const fs::path& file) {
  const std::string text = read_text_file(file, kMostNameBytes);
  return text.substr(0, text.find_first_of("\r\n"));
}

/// The name in last_checkpoint, with or without its extension; it must stay inside the folder.
fs::path last_checkpoint_of(const fs::path& run) {
  fs::path name = fs::path(first_line(run / "last_checkpoint")).filename();
  if (name.extension() != ".safetensors") name += ".safetensors";
  return run / name;
}

Config stored_config(const fs::path& path, const WeightsFile& file, const fs::path& weights_path) {
  if (is_folder(path)) return Config::load(path / "config.yaml");
  const auto found = file.metadata.find("config");
  if (found != file.metadata.end()) return Config::parse(found->second, weights_path.string());
  throw Error(ErrorCode::weights_mismatch, weights_path.string() + ": has no configuration inside",
              "give the run folder, or a .safetensors that perpixel wrote");
}

/// The folded weights are gone once the session has arranged its own.
Session folded_session(const Graph& graph, const NamedTensors& weights, SessionOptions options) {
  FoldedGraph folded = fold_batch_norm(graph, weights);
  return Session(std::move(folded.graph), std::move(folded.weights), options);
}

LoadedModel load_onnx(const fs::path& path) {
  onnx::ImportedModel imported = onnx::read_onnx(path);
  Config config = onnx_config(imported, path.string());
  Model model = onnx_model(imported, config, path.string(), RecipeNeed::required);
  return {std::move(model), std::move(imported.weights), std::move(config), path};
}

}  // namespace

fs::path weights_file_of(const fs::path& path) {
  if (!path_exists(path))
    throw Error(ErrorCode::file_not_found, shortened(path.string()) + ": does not exist");
  if (!is_folder(path)) return path;
  for (const char* name : {"model_best.safetensors", "model_final.safetensors"})
    if (path_exists(path / name)) return path / name;
  if (path_exists(path / "last_checkpoint")) return last_checkpoint_of(path);
  throw Error(ErrorCode::no_checkpoint, path.string() + ": no weights in this run folder", "train it first");
}

LoadedModel load_model(const fs::path& path) {
  if (path.extension() == ".onnx" && !is_folder(path)) return load_onnx(path);
  const fs::path weights_path = weights_file_of(path);
  const WeightsFile file = read_weights(weights_path);
  Config config = stored_config(path, file, weights_path);
  locate_network(config, weights_path.parent_path());
  Model model = model_from(config);
  NamedTensors weights =
      require_weights(model, file.tensors, weights_path.string(), "perpixel").match.matched;
  return {std::move(model), std::move(weights), std::move(config), weights_path};
}

Forward cpu_forward(const Model& model, const NamedTensors& weights, int threads, std::size_t memory_limit) {
  const auto sessions = std::make_shared<std::map<std::string, Session>>();
  for (const Graph& graph : model.graphs)
    sessions->emplace(graph.name, folded_session(graph, weights, {threads, memory_limit}));
  return [sessions](const std::string& name, const NamedTensors& inputs) {
    const auto found = sessions->find(name);
    if (found == sessions->end())
      throw Error(ErrorCode::graph_invalid, "the model has no graph \"" + name + "\"");
    return found->second.run(inputs);
  };
}

}  // namespace perpixel
