#include "deploy/deploy.h"

#include "error/error.h"

namespace perpixel {

namespace {

LoadedModel load_for(const std::string& task, const std::filesystem::path& path, const char* instead) {
  LoadedModel loaded = load_model(path);
  if (loaded.model.recipe.task != task)
    throw Error(ErrorCode::unsupported,
                path.string() + ": model \"" + loaded.model.name + "\" has task \"" +
                    loaded.model.recipe.task + "\", not \"" + task + "\"",
                std::string("use ") + instead);
  return loaded;
}

}  // namespace

Labeller::Labeller(const std::filesystem::path& path, int threads) {
  LoadedModel loaded = load_for("semantic", path, "perpixel::Classifier");
  forward_ = cpu_forward(loaded.model, loaded.weights, threads);
  recipe_ = std::move(loaded.model.recipe);
}

SemanticPrediction Labeller::predict(const Image& picture, const PredictOptions& options) const {
  return predict_semantic(picture, recipe_, forward_, options);
}

Classifier::Classifier(const std::filesystem::path& path, int threads) {
  LoadedModel loaded = load_for("classify", path, "perpixel::Labeller");
  forward_ = cpu_forward(loaded.model, loaded.weights, threads);
  recipe_ = std::move(loaded.model.recipe);
}

std::vector<ScoredClass> Classifier::classify(const Image& picture, int k) const {
  return perpixel::classify(picture, recipe_, forward_, k).best;
}

}  // namespace perpixel
