// Where the network of a training comes from: the zoo, or an ONNX file (model.graph), which is read once.
#pragma once

#include <optional>
#include <string>

#include "config/config.h"
#include "deploy/onnx_model.h"
#include "model/model.h"

namespace perpixel {

class NetworkSource {
 public:
  /// Throws unknown_model, and what onnx_network throws for the file.
  explicit NetworkSource(const Config& config);

  bool is_file() const { return file_.has_value(); }
  /// "semantic", "classify" or "box_mask": of the zoo's row, or of the recipe in the file.
  const std::string& task() const { return task_; }

  /// The network of these `model.*` keys with its own recipe, for `classes`. A file's is always the same;
  /// require_trainable tells whether it has as many scores.
  Model model(const Config& config, const ClassList& classes) const;
  /// Where training starts: random by train.seed, or the numbers in the file, but for layers that train.fresh
  /// lets start anew. `graph` holds all parameters.
  NamedTensors weights(const Graph& graph, const Config& config) const;

 private:
  std::optional<OnnxNetwork> file_;
  std::string task_;
};

/// Widths, channels, and the sizes and the batch that a file was written for are not for choosing. Throws
/// bad_value where the configuration asks for another batch or crop than the file takes.
void take_file_choices(Config& config, const Model& model);

/// Runs the network of a file once on nothing at the size of a training picture: every operation has to have
/// a form with gradients, and the scores one channel per class at every pixel. Throws unsupported naming the
/// node, class_count, shape_mismatch.
void require_trainable(const Model& model, const NamedTensors& weights, const Config& config);

/// Takes the tensors away whose names begin as one of `beginnings`. Throws bad_value for one that fits none.
void leave_out(NamedTensors& tensors, const std::vector<std::string>& beginnings, const std::string& file);

}  // namespace perpixel
