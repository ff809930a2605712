#include "predict/mc_dropout.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "decode/softmax.h"
#include "predict/score.h"

namespace perpixel {

namespace {

/// Sums over the draws, by element of [1, K, h, w].
struct Moments {
  Shape shape;
  std::vector<double> sum, squares;
  int draws = 0;

  void add(const Tensor& probabilities) {
    if (draws++ == 0) {
      shape = probabilities.shape();
      sum.resize(probabilities.floats().size());
      squares.resize(sum.size());
    }
    const auto values = probabilities.floats();
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const auto value = static_cast<double>(values[i]);
      sum[i] += value;
      squares[i] += value * value;
    }
  }
};

Tensor log_mean(const Moments& moments) {
  Tensor logits(moments.shape);
  for (std::size_t i = 0; i < moments.sum.size(); ++i)
    logits.floats()[i] = std::log(
        std::max(static_cast<float>(moments.sum[i] / moments.draws), std::numeric_limits<float>::min()));
  return logits;
}

Tensor mean_variance(const Moments& moments) {
  Tensor variance = Tensor::zeros({1, 1, moments.shape[2], moments.shape[3]});
  const auto out = variance.floats();
  const auto classes = static_cast<double>(moments.shape[1]);
  for (std::size_t i = 0; i < moments.sum.size(); ++i) {
    const double mean = moments.sum[i] / moments.draws;
    const double spread = std::max(0., moments.squares[i] / moments.draws - mean * mean);
    out[i % out.size()] += static_cast<float>(spread / classes);
  }
  return variance;
}

}  // namespace

SampledScore sampled_score(const Tensor& data, const Recipe& recipe, const Forward& forward) {
  Moments moments;
  for (int sample = 0; sample < recipe.samples; ++sample) {
    const Tensor logits = score(data, recipe, forward, sample);
    moments.add(
        softmax_probabilities(logits, static_cast<int>(logits.size(2)), static_cast<int>(logits.size(3))));
  }
  return {log_mean(moments), mean_variance(moments)};
}

}  // namespace perpixel
