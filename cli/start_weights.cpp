#include "start_weights.h"

#include <filesystem>

#include "error/error.h"
#include "file/file.h"
#include "model/name_map/foreign_weights.h"
#include "model/weight_surgery.h"
#include "train/checkpoint.h"
#include "weights/format.h"
#include "weights/match.h"

namespace perpixel {

namespace {

namespace fs = std::filesystem;

/// A run folder stands for its last checkpoint.
fs::path weights_file(const std::string& path) {
  if (!is_folder(path)) return path;
  const std::optional<std::string> last = last_checkpoint(path);
  if (!last)
    throw Error(ErrorCode::no_checkpoint, path + ": no checkpoint in this run folder", "train it first");
  return fs::path(path) / (*last + ".safetensors");
}

std::string some_names(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(kMost, names.size()); ++i) text += (i ? ", " : "") + names[i];
  return names.size() > kMost ? text + ", ..." : text;
}

/// A wrong shape is a mistake, never a reason to start that layer afresh silently.
void refuse_wrong_shapes(const WeightMatch& match, const std::string& file) {
  if (match.wrong_shape.empty()) return;
  const bool scoring =
      match.wrong_shape.front().starts_with("score") || match.wrong_shape.front().starts_with("fc8");
  throw Error(scoring ? ErrorCode::class_count : ErrorCode::weights_mismatch,
              file + ": " + some_names(match.wrong_shape),
              scoring
                  ? "the weights were trained for another number of classes: let the scoring layers start "
                    "anew with train.fresh=[score,upscore] (fc8 for a classifier)"
                  : "build the model as it was trained (model.width, model.batch_norm, model.fc_channels)");
}

}  // namespace

std::optional<Config> config_of_weights(const std::string& path) {
  const fs::path file = weights_file(path);
  if (file.extension() != ".safetensors") return std::nullopt;
  const WeightsFile weights = read_weights(file);
  const auto found = weights.metadata.find("config");
  if (found == weights.metadata.end()) return std::nullopt;
  return Config::parse(found->second, file.string());
}

NamedTensors start_weights(const NetworkSource& source, const Model& model, const Graph& graph,
                           const Config& config, const std::function<void(const std::string&)>& message) {
  NamedTensors weights = source.weights(graph, config);
  if (config.text("weights").empty()) return weights;
  const fs::path file = weights_file(config.text("weights"));
  // The layers of a file of others have its names, whichever family they look like.
  const bool by_file = source.is_file() && config.text("weights_names").empty();
  OurWeights ours = named_as_ours(model.graphs, read_weights(file).tensors,
                                  by_file ? "perpixel" : config.text("weights_names"));
  leave_out(ours.tensors, config.list("train.fresh"), file.string());
  std::vector<std::string> fitted;
  for (const Graph& each : model.graphs) ours.tensors = fitted_to(each, ours.tensors, fitted);
  const WeightMatch match = match_weights(graph, ours.tensors);
  refuse_wrong_shapes(match, file.string());
  if (match.matched.empty())
    throw Error(ErrorCode::weights_mismatch,
                file.string() + ": no tensor has the name of a parameter of this model",
                "its names: " + some_names(match.unexpected));
  for (const auto& [name, tensor] : match.matched) weights[name] = tensor;
  message("weights " + file.string() + " (names: " + ours.map->name +
          "): " + std::to_string(match.matched.size()) + " taken (" + std::to_string(match.reshaped.size()) +
          " in another shape)");
  for (const std::string& line : fitted) message("  " + line);
  if (!takes_pixels(model.recipe.input, ours.map->pixels))
    message("  warning: " + ours.map->name + " weights were trained on " + pixel_text(ours.map->pixels) +
            ", the recipe gives others (recipe.input.bgr, scale, mean, deviation)");
  if (!strides_as_trained(*ours.map, model.graphs)) message("  warning: " + stride_text(*ours.map));
  if (!match.missing.empty()) message("  new: " + some_names(match.missing));
  if (!match.unexpected.empty()) message("  not used: " + some_names(match.unexpected));
  return weights;
}

}  // namespace perpixel
