#include "labelling.h"

#include "error/error.h"
#include "output.h"

namespace perpixel {
namespace {

/// MODEL2[,mean|product]
struct EnsembleArgument {
  std::string model;
  EnsembleRule rule = EnsembleRule::mean;

  explicit EnsembleArgument(const std::string& text) : model(text) {
    for (const auto& [ending, meaning] :
         {std::pair{",mean", EnsembleRule::mean}, {",product", EnsembleRule::product}})
      if (text.ends_with(ending)) {
        model.resize(text.size() - std::string(ending).size());
        rule = meaning;
      }
  }
};

}  // namespace

Labelling open_labelling(const OpenedModel& opened, const ModelArgument& argument, const PredictFlags& flags,
                         bool want_probabilities) {
  Labelling labelling{
      .label = {}, .forward = open_forward(opened, argument.engine), .options = flags.options(opened.model)};
  labelling.options.threads = argument.engine.threads;
  labelling.options.want_probabilities = want_probabilities;
  const Recipe& recipe = opened.model.recipe;
  if (flags.ensemble.empty()) {
    labelling.label = [&recipe, forward = labelling.forward,
                       options = labelling.options](const Image& picture) {
      return predict_semantic(picture, recipe, forward, options);
    };
    return labelling;
  }
  const EnsembleArgument second(flags.ensemble);
  const auto other = std::make_shared<OpenedModel>(open_further_model(second.model));
  if (other->model.recipe.classes.size() != recipe.classes.size())
    throw Error(ErrorCode::class_count,
                "--ensemble: " + other->model.name + " labels " +
                    std::to_string(other->model.recipe.classes.size()) + " classes, " + opened.model.name +
                    " " + std::to_string(recipe.classes.size()),
                "models of one ensemble label the same classes");
  log_line("ensemble with " + other->model.name + " (" + other->weights_file + ")");
  const std::vector<EnsembleMember> members{
      {recipe, labelling.forward, &opened.model.graph(kMainGraph)},
      {other->model.recipe, open_forward(*other, argument.engine), &other->model.graph(kMainGraph)}};
  labelling.ensemble = true;
  labelling.label = [members, other, rule = second.rule, options = labelling.options](const Image& picture) {
    return predict_ensemble(picture, members, rule, options);
  };
  return labelling;
}

}  // namespace perpixel
