#include "deploy/onnx_model.h"

#include <algorithm>

#include "error/error.h"
#include "file/file.h"
#include "onnx/metadata.h"

namespace perpixel {

namespace {

constexpr std::int64_t kMostNumberedClasses = 100'000;

std::string entry_of(const onnx::ImportedModel& imported, const char* key) {
  const auto found = imported.metadata.find(key);
  return found == imported.metadata.end() ? "" : found->second;
}

/// The input that a picture goes into.
const GraphInput& picture_input(const Graph& graph, const std::string& file) {
  const GraphInput* picture = nullptr;
  for (const GraphInput& input : graph.inputs)
    if (input.shape.size() == 4 && (!picture || input.name == kDataInput)) picture = &input;
  if (!picture)
    throw Error(ErrorCode::graph_invalid, file + ": has no input [N, C, H, W]",
                "models on pictures only; NHWC models: transpose the input when exporting");
  for (const GraphInput& input : graph.inputs)
    if (&input != picture && input.name != kSampleInput)
      throw Error(ErrorCode::unsupported,
                  file + ": needs a further input \"" + shortened(input.name) + "\" beside the picture \"" +
                      shortened(picture->name) + "\"",
                  "export the model with that input fixed");
  return *picture;
}

/// Position of the scores among the outputs.
std::size_t score_output(const onnx::ImportedModel& imported, std::size_t rank, const std::string& file) {
  const auto& outputs = imported.graph.outputs;
  if (outputs.empty()) throw Error(ErrorCode::graph_invalid, file + ": has no output");
  const auto named = std::ranges::find(outputs, std::string(kScoreOutput), &GraphOutput::name);
  if (named != outputs.end()) return static_cast<std::size_t>(named - outputs.begin());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto stated = imported.output_shapes.find(outputs[i].name);
    if (stated != imported.output_shapes.end() && stated->second.size() == rank) return i;
  }
  return 0;
}

std::size_t rank_of_scores(const std::string& task) { return task == "classify" ? 2 : 4; }

/// "classify" where the first output is stated as [N, K].
std::string likely_task(const onnx::ImportedModel& imported) {
  for (const GraphOutput& output : imported.graph.outputs)
    if (const auto stated = imported.output_shapes.find(output.name); stated != imported.output_shapes.end())
      return stated->second.size() == 2 ? "classify" : "semantic";
  return "semantic";
}

std::int64_t stated_classes(const onnx::ImportedModel& imported, const std::string& task,
                            const std::string& file) {
  const auto& output = imported.graph.outputs[score_output(imported, rank_of_scores(task), file)];
  const auto stated = imported.output_shapes.find(output.name);
  if (stated == imported.output_shapes.end() || stated->second.size() < 2) return 1;
  return std::clamp<std::int64_t>(stated->second[1], 1, kMostNumberedClasses);
}

/// What the graph itself says of its input; the rest as the defaults are.
Recipe plain_recipe(const onnx::ImportedModel& imported, const GraphInput& picture, const std::string& file) {
  Recipe recipe;
  recipe.task = likely_task(imported);
  if (recipe.task == "classify") recipe.decoder = "top_k";
  const std::int64_t channels = picture.shape[1];
  recipe.input.channels = channels > 0 && channels <= 4096 ? static_cast<int>(channels) : 3;
  recipe.input.mean.resize(static_cast<std::size_t>(recipe.input.channels), 0.5f);
  recipe.input.deviation.resize(static_cast<std::size_t>(recipe.input.channels), 0.25f);
  constexpr std::int64_t kMostSide = 1 << 20;
  if (picture.shape[2] > 0 && picture.shape[3] > 0 &&
      std::max(picture.shape[2], picture.shape[3]) < kMostSide) {
    recipe.input.size_rule = SizeRule::fixed;
    recipe.input.height = static_cast<int>(picture.shape[2]);
    recipe.input.width = static_cast<int>(picture.shape[3]);
  }
  const std::int64_t classes = stated_classes(imported, recipe.task, file);
  for (int i = 0; i < classes; ++i)
    recipe.classes.classes.push_back({"class " + std::to_string(i), i, {}, false});
  return recipe;
}

/// Only the keys that every model differs in, ready to be put into a file and changed.
std::string recipe_template(const Recipe& recipe) {
  const auto list = [](const std::vector<float>& values) {
    std::string text;
    for (const float value : values) text += (text.empty() ? "" : ", ") + std::to_string(value);
    return "[" + text + "]";
  };
  const InputRecipe& input = recipe.input;
  std::string size = "size_rule: native";
  if (input.size_rule == SizeRule::fixed)
    size = "size_rule: fixed, height: " + std::to_string(input.height) +
           ", width: " + std::to_string(input.width);
  return "recipe: {task: " + recipe.task + ", decoder: " + recipe.decoder +
         ", input: {channels: " + std::to_string(input.channels) +
         ", bgr: false, scale: 0.00392157, mean: " + list(input.mean) +
         ", deviation: " + list(input.deviation) + ", " + size +
         "}, classes: {classes: [{name: background, file_id: 0}, ...]}}  # " +
         std::to_string(recipe.classes.size()) + " classes";
}

Recipe recipe_of(const onnx::ImportedModel& imported, const Config& config, const GraphInput& picture,
                 const std::string& file, RecipeNeed need) {
  if (const std::string json = config.text("recipe"); !json.empty()) {
    Recipe recipe = recipe_from_json(json, config.origin("recipe"));
    check_recipe(recipe, config.origin("recipe"));
    return recipe;
  }
  Recipe plain = plain_recipe(imported, picture, file);
  if (need == RecipeNeed::optional) return plain;
  throw Error(
      ErrorCode::bad_value,
      file + ": does not say how it wants its pictures (size, mean, colour order) nor what its classes are",
      "give --config FILE.yaml with a recipe such as\n" + recipe_template(plain));
}

/// A value that has the name already gets a mark.
void rename_value(Graph& graph, int value, const std::string& name) {
  const int other = graph.find_value(name);
  ValueInfo& info = graph.values[static_cast<std::size_t>(value)];
  if (info.name == name) return;
  if (other >= 0 && graph.values[static_cast<std::size_t>(other)].parameter >= 0)
    throw Error(ErrorCode::unsupported, "a weight is called \"" + name + "\"", "rename it and export again");
  if (other >= 0) {
    std::string spare = name + "'";
    while (graph.find_value(spare) >= 0) spare += "'";
    graph.values[static_cast<std::size_t>(other)].name = spare;
  }
  info.name = name;
}

void check_channels(const GraphInput& picture, const Recipe& recipe, const std::string& file) {
  if (picture.shape[1] > 0 && picture.shape[1] != recipe.input.channels)
    throw Error(ErrorCode::bad_value, file + ": takes pictures of " + std::to_string(picture.shape[1]) +
                                          " channels, its recipe makes " +
                                          std::to_string(recipe.input.channels));
}

}  // namespace

Config onnx_config(const onnx::ImportedModel& imported, const std::string& file) {
  const std::string yaml = entry_of(imported, onnx::kConfigKey);
  Config config = yaml.empty() ? Config() : Config::parse(yaml, file);
  config.set("model.graph", "", file);  // whatever it was trained from: the network is this file's
  const std::string recipe = entry_of(imported, onnx::kRecipeKey);
  if (!recipe.empty()) config.set("recipe", recipe, file);  // what was exported, whatever the run said
  const std::string name = entry_of(imported, onnx::kModelKey);
  if (!name.empty()) config.set("model.name", name, file);
  if (config.text("model.name").empty())
    config.set("model.name", std::filesystem::path(file).stem().string(), file);
  return config;
}

Model onnx_model(const onnx::ImportedModel& imported, const Config& config, const std::string& file,
                 RecipeNeed need) {
  const std::string part = entry_of(imported, onnx::kGraphKey);
  if (!part.empty() && part != kMainGraph)
    throw Error(ErrorCode::unsupported, file + ": is the part \"" + part + "\" of a model of several graphs",
                "use the run folder or the .safetensors that it was exported from");
  const GraphInput& picture = picture_input(imported.graph, file);
  Model model{.name = config.text("model.name"), .recipe = recipe_of(imported, config, picture, file, need)};
  check_channels(picture, model.recipe, file);
  const auto picture_index = static_cast<std::size_t>(&picture - imported.graph.inputs.data());
  const std::size_t score = score_output(imported, rank_of_scores(model.recipe.task), file);
  Graph graph = imported.graph;
  graph.name = kMainGraph;
  graph.inputs[picture_index].name = kDataInput;
  rename_value(graph, graph.inputs[picture_index].value, kDataInput);
  std::swap(graph.inputs[0], graph.inputs[picture_index]);
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) graph.outputs[i].train_only = i != score;
  graph.outputs[score].name = kScoreOutput;
  model.graphs.push_back(std::move(graph));
  return model;
}

OnnxNetwork onnx_network(const Config& config) {
  const std::string file = config.text("model.graph");
  if (file == kNetworkFile)
    throw Error(ErrorCode::file_not_found,
                std::string("the network of this run, ") + kNetworkFile + ", is not beside its weights",
                "give the run folder, or put the file back there");
  onnx::ImportedModel imported = onnx::read_onnx(std::filesystem::path(file));
  const Config own = onnx_config(imported, file);
  const RecipeNeed need = config.text("recipe").empty() ? RecipeNeed::required : RecipeNeed::optional;
  return {onnx_model(imported, own, file, need), std::move(imported.weights)};
}

void locate_network(Config& config, const std::filesystem::path& folder) {
  if (config.text("model.graph") != kNetworkFile || !path_exists(folder / kNetworkFile)) return;
  config.set("model.graph", (folder / kNetworkFile).string(), config.origin("model.graph"));
}

}  // namespace perpixel
