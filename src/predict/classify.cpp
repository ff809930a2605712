#include "predict/classify.h"

#include "predict/score.h"
#include "transform/to_tensor.h"

namespace perpixel {

Classification classify(const Image& image, const Recipe& recipe, const Forward& forward, int k) {
  const Tensor logits = score(to_tensor(image, recipe.input), recipe, forward);
  const auto values = logits.floats();
  return {top_k(values, k), {values.begin(), values.end()}};
}

}  // namespace perpixel
