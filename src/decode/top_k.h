// Scores of an image classifier -> its best guesses.
#pragma once

#include <span>
#include <vector>

namespace perpixel {

struct ScoredClass {
  int class_id = 0;       // train id
  float probability = 0;  // softmax over all classes
  friend bool operator==(const ScoredClass&, const ScoredClass&) = default;
};

/// logits [C] -> the min(k, C) most probable classes, best first; ties go to the lower id.
std::vector<ScoredClass> top_k(std::span<const float> logits, int k);

}  // namespace perpixel
