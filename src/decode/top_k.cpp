#include "decode/top_k.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "decode/softmax.h"

namespace perpixel {

namespace {

/// NaN ranks below every number.
float rank(float logit) { return std::isnan(logit) ? -std::numeric_limits<float>::infinity() : logit; }

}  // namespace

std::vector<ScoredClass> top_k(std::span<const float> logits, int k) {
  const std::vector<float> probabilities = softmax(logits);
  std::vector<int> order(logits.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  // By logit, not by probability: two far-away probabilities may both round to 0.
  std::ranges::stable_sort(order, [&](int a, int b) {
    return rank(logits[static_cast<std::size_t>(a)]) > rank(logits[static_cast<std::size_t>(b)]);
  });
  order.resize(std::min(order.size(), static_cast<std::size_t>(std::max(0, k))));
  std::vector<ScoredClass> best;
  for (const int id : order) best.push_back({id, probabilities[static_cast<std::size_t>(id)]});
  return best;
}

}  // namespace perpixel
