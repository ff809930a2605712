// MODEL on a command line -> the model with its recipe, configuration and weights.
#pragma once

#include <string>

#include "command_line.h"
#include "engine.h"
#include "model/model.h"
#include "tensor/tensor.h"

namespace perpixel {

/// The flags that go with MODEL.
struct ModelArgument {
  std::string model;       // run folder, .safetensors of ours, .onnx, zoo name
  std::string weights;     // --weights: instead of the run's own; needed by a zoo name
  std::string names;       // --names: family of layer names in the weights, recognised when empty
  std::string config;      // --config: on top of the model's own configuration
  std::string checkpoint;  // --checkpoint: best, final, latest or a name in the run folder
  std::string classes;     // --classes: for a zoo name whose weights say nothing about classes
  EngineChoice engine;     // --engine, --device, --threads, --mem-limit

  /// MODEL, --weights, --config, --checkpoint, --classes and trailing key=value.
  void declare(CommandLine& line);
  /// --engine, --device, --threads and --mem-limit.
  void declare_engine(CommandLine& line);
};

struct OpenedModel {
  Model model;
  Config config;             // effective, with origins
  NamedTensors weights;      // empty when none were asked for
  std::string weights_file;  // "" when there is none
  std::string source;        // what MODEL was: "run folder", "weights file", "ONNX file", "zoo"
};

enum class WithWeights { no, yes };

/// Only the configuration: defaults, then the model's own, --config, key=value.
Config model_config(const ModelArgument& argument, const CommandLine& line);

/// Throws file_not_found, no_checkpoint, unknown_model, weights_mismatch, class_count, unsupported
/// (foreign weights, with what to use instead), and what read_onnx and onnx_model throw. `fallback_classes`:
/// for a zoo name without --classes and without a recipe in its weights.
OpenedModel open_model(const ModelArgument& argument, const CommandLine& line, WithWeights with_weights,
                       const ClassList& fallback_classes = {});

/// A second model, as it is stored: nothing of the command line applies to it. Throws as open_model.
OpenedModel open_further_model(const std::string& model);

/// The model behind the chosen engine.
Forward open_forward(const OpenedModel& opened, const EngineChoice& choice);

}  // namespace perpixel
