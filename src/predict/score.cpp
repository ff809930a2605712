#include "predict/score.h"

#include "error/error.h"

namespace perpixel {

Tensor score(const Tensor& data, const Recipe& recipe, const Forward& forward) {
  const NamedTensors outputs = forward(kMainGraph, {{kDataInput, data}});
  const auto found = outputs.find(kScoreOutput);
  if (found == outputs.end())
    throw Error(ErrorCode::graph_invalid, "the model has no output \"" + std::string(kScoreOutput) + "\"");
  const Tensor& logits = found->second;
  const int rank = recipe.task == "classify" ? 2 : 4;
  if (logits.rank() != rank || logits.size(0) != 1 || logits.count() == 0)
    throw Error(ErrorCode::shape_mismatch, "the model's scores are " + shape_text(logits.shape()) +
                                               "; task \"" + recipe.task + "\" wants " +
                                               (rank == 2 ? "[1, classes]" : "[1, classes, h, w]"));
  if (logits.size(1) != static_cast<std::int64_t>(recipe.classes.size()))
    throw Error(ErrorCode::class_count, "the model scores " + std::to_string(logits.size(1)) +
                                            " classes, its recipe names " +
                                            std::to_string(recipe.classes.size()));
  return logits;
}

}  // namespace perpixel
