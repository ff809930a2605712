#include "model_argument.h"

#include <filesystem>
#include <functional>

#include "class_argument.h"
#include "deploy/fit_weights.h"
#include "deploy/load_model.h"
#include "deploy/model_options.h"
#include "deploy/onnx_model.h"
#include "file/file.h"
#include "output.h"
#include "weights/format.h"

namespace perpixel {
namespace {

namespace fs = std::filesystem;

enum class Form { run, weights_file, onnx, zoo_name };

std::vector<std::string> zoo_names() {
  std::vector<std::string> names;
  for (const auto& entry : zoo()) names.emplace_back(entry.name);
  return names;
}

Form form_of(const std::string& model) {
  for (const auto& entry : zoo()) {
    if (model == entry.name) return Form::zoo_name;
  }
  if (model.ends_with(".onnx") && path_exists(model) && !is_folder(model)) return Form::onnx;
  if (is_folder(model)) {
    if (path_exists(fs::path(model) / "config.yaml")) return Form::run;
    throw Error(ErrorCode::file_not_found, model + ": no config.yaml in this folder",
                "MODEL is the folder that `" + program_name() + " train -o RUN` wrote");
  }
  if (path_exists(model)) return Form::weights_file;
  const auto names = zoo_names();
  const bool is_path = model.find('/') != std::string::npos || model.find('.') != std::string::npos;
  throw Error(
      is_path ? ErrorCode::file_not_found : ErrorCode::unknown_model,
      "MODEL " + model + (is_path ? " does not exist" : " is neither a file, a folder nor in the zoo"),
      is_path ? "MODEL is a run folder, a .safetensors or .onnx file or a zoo name (`" + program_name() +
                    " models`)"
              : did_you_mean(model, names));
}

/// --checkpoint in a run folder: best, final, latest or a file's name; empty: what load_model takes.
fs::path checkpoint_of(const fs::path& run, const std::string& wanted) {
  if (wanted.empty()) return weights_file_of(run);
  std::string name = wanted == "best" || wanted == "final" ? "model_" + wanted : wanted;
  if (wanted == "latest" && path_exists(run / "last_checkpoint")) {
    name = read_text_file(run / "last_checkpoint", 4096);
    name = fs::path(name.substr(0, name.find_first_of("\r\n"))).filename();
  }
  if (!name.ends_with(".safetensors")) name += ".safetensors";
  if (path_exists(run / name)) return run / name;
  throw Error(ErrorCode::no_checkpoint, run.string() + ": no checkpoint " + wanted + " (" + name + ")",
              "--checkpoint best, final, latest or a name in the run folder");
}

/// Where the weights of MODEL lie; "" when a zoo name comes without.
fs::path weights_path(const ModelArgument& argument, Form form) {
  if (!argument.weights.empty()) {
    return is_folder(argument.weights) ? checkpoint_of(argument.weights, argument.checkpoint)
                                       : fs::path(argument.weights);
  }
  if (form == Form::run) return checkpoint_of(argument.model, argument.checkpoint);
  if (form == Form::weights_file) return argument.model;
  return {};
}

/// The configuration inside a weights file of ours; nullptr-like "" when there is none.
std::string config_inside(const WeightsFile& file) {
  const auto found = file.metadata.find("config");
  return found == file.metadata.end() ? "" : found->second;
}

Config own_config(const ModelArgument& argument, Form form) {
  if (form == Form::run) {
    Config config = Config::load(fs::path(argument.model) / "config.yaml");
    locate_network(config, argument.model);
    return config;
  }
  if (form == Form::onnx) return onnx_config(onnx::read_onnx(fs::path(argument.model)), argument.model);
  if (form == Form::zoo_name) {
    Config config;
    config.set("model.name", argument.model, "MODEL");
    return config;
  }
  const std::string text = config_inside(read_weights(argument.model));
  if (!text.empty()) {
    Config config = Config::parse(text, argument.model);
    locate_network(config, fs::path(argument.model).parent_path());
    return config;
  }
  throw Error(ErrorCode::weights_mismatch,
              argument.model + ": no configuration inside; not written by perpixel",
              "name the network: " + program_name() + " ... ZOO_NAME --weights " + argument.model);
}

/// The recipe in the configuration decides; without one, --classes or the fallback.
Model build_model(const Config& config, const ModelArgument& argument, const ClassList& fallback_classes) {
  const ClassList classes =
      argument.classes.empty() ? fallback_classes : class_list_argument(argument.classes, kMostClasses);
  if (config.text("recipe").empty() && classes.size() == 0) {
    throw Error(ErrorCode::class_count, argument.model + ": nothing says which classes the model has",
                "give --classes N, names, or DATA");
  }
  return model_from(config, classes);
}

/// The weights under our names; what the file has to say about pixels goes into the recipe.
NamedTensors fitted_weights(OpenedModel& opened, const WeightsFile& file, const std::string& family) {
  const InputRecipe before = opened.model.recipe.input;
  FittedWeights fitted = require_weights(opened.model, file.tensors, opened.weights_file, family);
  log_detail("weights: " + opened.weights_file + " (names: " + fitted.map->name + ")");
  if (!strides_as_trained(*fitted.map, opened.model.graphs)) warn(stride_text(*fitted.map));
  if (opened.model.recipe.input != before) {
    log_line(fitted.map->name + " weights take " + pixel_text(fitted.map->pixels) +
             ": the recipe follows them");
  }
  return std::move(fitted.match.matched);
}

void apply_on_top(Config& config, const ModelArgument& argument, const CommandLine& line) {
  if (!argument.config.empty()) config.merge(Config::load(argument.config));
  line.apply_pairs(config);
}

const char* source_name(Form form) {
  switch (form) {
    case Form::run:
      return "run folder";
    case Form::weights_file:
      return "weights file";
    case Form::onnx:
      return "ONNX file";
    case Form::zoo_name:
      return "zoo";
  }
  return "";
}

/// A file brings graph and weights together; --weights replaces the latter, name by name. Without a recipe
/// there is nothing to do with pictures, but sizes and speed can be told.
OpenedModel open_onnx(const ModelArgument& argument, WithWeights with_weights,
                      const std::function<void(Config&)>& apply_on_top) {
  onnx::ImportedModel imported = onnx::read_onnx(fs::path(argument.model));
  OpenedModel opened{.config = onnx_config(imported, argument.model),
                     .weights_file = argument.model,
                     .source = source_name(Form::onnx)};
  apply_on_top(opened.config);
  opened.model = onnx_model(imported, opened.config, argument.model,
                            with_weights == WithWeights::yes ? RecipeNeed::required : RecipeNeed::optional);
  opened.weights = std::move(imported.weights);
  if (!argument.weights.empty()) {
    opened.weights_file = weights_path(argument, Form::onnx).string();
    opened.weights = require_weights(opened.model, read_weights(opened.weights_file).tensors,
                                     opened.weights_file, argument.names)
                         .match.matched;
  }
  log_detail("weights: " + opened.weights_file);
  return opened;
}

OpenedModel open(const ModelArgument& argument, WithWeights with_weights, const ClassList& fallback_classes,
                 const std::function<void(Config&)>& apply_on_top) {
  const Form form = form_of(argument.model);
  if (form == Form::onnx) return open_onnx(argument, with_weights, apply_on_top);
  OpenedModel opened{.source = source_name(form)};
  opened.config = own_config(argument, form);
  WeightsFile file;
  if (with_weights == WithWeights::yes) {
    const fs::path path = weights_path(argument, form);
    if (path.empty()) {
      throw Error(ErrorCode::usage, "MODEL " + argument.model + " is a zoo name without weights",
                  "give --weights FILE");
    }
    opened.weights_file = path.string();
    file = read_weights(path);
    const std::string inside = config_inside(file);
    if (form == Form::zoo_name && !inside.empty()) {
      opened.config = Config::parse(inside, opened.weights_file);
      opened.config.set("model.name", argument.model, "MODEL");
      opened.config.set("model.graph", "", "MODEL");
    }
  }
  apply_on_top(opened.config);
  opened.model = build_model(opened.config, argument, fallback_classes);
  if (with_weights == WithWeights::yes) {
    // The layers of a file of others have its names, whichever family they look like.
    const bool by_file = !opened.config.text("model.graph").empty() && argument.names.empty();
    opened.weights = fitted_weights(opened, file, by_file ? "perpixel" : argument.names);
  }
  return opened;
}

}  // namespace

void ModelArgument::declare(CommandLine& line) {
  line->add_option("MODEL", model, "Run folder, .safetensors of perpixel, .onnx, or zoo name")->required();
  line->add_option("--weights", weights, "Weights file or run folder, instead of the model's own");
  line->add_option("--names", names,
                   "Family of layer names in the weights (`perpixel weights names`); recognised by default");
  line->add_option("--config", config, "YAML on top of the model's own configuration");
  line->add_option("--checkpoint", checkpoint,
                   "Of a run folder: best, final, latest or a name (default: best, else final, else latest)");
  line->add_option("--classes", classes, "For a zoo name: number of classes, names, or DATA");
  line.accept_pairs();
}

void ModelArgument::declare_engine(CommandLine& line) {
  line->add_option("--engine", engine.engine, "cpu (perpixel's own, default) or torch");
  line->add_option("--device", engine.device, "cpu, cuda or cuda:N");
  line->add_option("--threads", engine.threads, "Compute threads; 0 = all")->check(CLI::Range(0, 1024));
  line->add_option("--mem-limit", engine.memory_limit,
                   "Memory for weights and maps (512M, 2G); a picture that needs more is refused beforehand")
      ->transform(CLI::AsSizeValue(false));
}

Config model_config(const ModelArgument& argument, const CommandLine& line) {
  Config config = own_config(argument, form_of(argument.model));
  apply_on_top(config, argument, line);
  return config;
}

OpenedModel open_model(const ModelArgument& argument, const CommandLine& line, WithWeights with_weights,
                       const ClassList& fallback_classes) {
  return open(argument, with_weights, fallback_classes,
              [&](Config& config) { apply_on_top(config, argument, line); });
}

OpenedModel open_further_model(const std::string& model) {
  ModelArgument argument;
  argument.model = model;
  return open(argument, WithWeights::yes, {}, [](Config&) {});
}

Forward open_forward(const OpenedModel& opened, const EngineChoice& choice) {
  return open_engine(opened.model, opened.weights, choice);
}

}  // namespace perpixel
