// The short way in: load a trained run, label a picture.
//   perpixel::Labeller labeller("runs/camvid");
//   perpixel::LabelMap labels = labeller.label(perpixel::read_image("street.jpg"));
#pragma once

#include <filesystem>

#include "deploy/load_model.h"
#include "predict/classify.h"
#include "predict/semantic.h"

namespace perpixel {

/// Cheap to copy; copies share the weights. May be used from several threads at once.
class Labeller {
 public:
  /// A run folder, a .safetensors of ours or an .onnx with a recipe inside. threads: 0 = all processors.
  /// Throws what load_model throws, and unsupported when the model classifies whole pictures.
  explicit Labeller(const std::filesystem::path& path, int threads = 0);

  /// Train ids [H, W] at the picture's size; classes()[id] says what each is. mask_from_labels makes a mask
  /// for files.
  LabelMap label(const Image& picture) const { return predict(picture).labels; }
  SemanticPrediction predict(const Image& picture, const PredictOptions& options = {}) const;

  const ClassList& classes() const { return recipe_.classes; }
  const Recipe& recipe() const { return recipe_; }

 private:
  Recipe recipe_;
  Forward forward_;
};

/// The same for image classifiers.
class Classifier {
 public:
  explicit Classifier(const std::filesystem::path& path, int threads = 0);

  /// At most k classes, most probable first.
  std::vector<ScoredClass> classify(const Image& picture, int k = 5) const;

  const ClassList& classes() const { return recipe_.classes; }

 private:
  Recipe recipe_;
  Forward forward_;
};

}  // namespace perpixel
