#include "model/segmentation_models.h"

#include "model/input_convention.h"

namespace perpixel {

Value segmentation_head(Value x, int kernel, const ModelOptions& options) {
  return conv(x, static_cast<int>(options.classes.size()), kernel, "segmentation_head.0",
              {.init = {InitKind::xavier, 1}, .bias_lr_mult = 1, .bias_decay_mult = 1});
}

Model segmentation_model(const char* name, Value (*scores)(Value data, const ModelOptions& options),
                         const ModelOptions& options) {
  check_options(options);
  Graph graph{.name = kMainGraph};
  output(scores(input(graph, kDataInput, options.channels), options), kScoreOutput);
  Recipe recipe;
  recipe.classes = options.classes;
  recipe.input = at_multiple_of(unit_deviation_input(options.channels), 32);
  return {name, {std::move(graph)}, std::move(recipe)};
}

}  // namespace perpixel
