// The dense CRF's label compatibility, learned from what a model says of pictures with truths.
#pragma once

#include <functional>
#include <vector>

#include "evaluate/tune_crf.h"

namespace perpixel {

struct CompatibilityLearning {
  DenseCrfRecipe recipe;  // its kernels and iterations; the ascent starts from Potts
  double pull = 1e-3;     // towards Potts: pull / 2 times the squared distance is subtracted
  int steps = 30;         // evaluations of likelihood and gradient, at most
  int threads = 0;
  /// After each picture; may throw to stop. An ascent that ends early leaves some of the total undone.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

/// Mean log-probability of the truth per labelled pixel, nats.
struct LikelihoodChange {
  double before = 0, after = 0;  // under Potts, under the matrix
};

struct CompatibilityFit {
  std::vector<float> compatibility;  // [K, K], symmetric, as DenseCrfRecipe has it; learned, kept or not
  LikelihoodChange fitted;           // pictures 0, 2, 4 .., which it was learned from
  LikelihoodChange held_out;         // pictures 1, 3, 5 ..
  int steps = 0;                     // of the ascent that were taken
  /// Whether the held-out pictures gain. If not, Potts is the better choice.
  bool is_better() const { return held_out.after > held_out.before; }
};

/// mu_Potts [K, K]: 0 on the diagonal, 1 elsewhere.
std::vector<float> potts_matrix(int classes);

/// Gradient ascent on the mean log-probability of every other picture's truth under the mean-field marginals
/// (truth_likelihood: exact gradients through all iterations), minus the pull. All pictures every step; a
/// step moves the entry of the steepest slope by 0.2 at first, 1.5 times as far after a gain, a quarter as
/// far after a loss, until that is below 0.002. Kraehenbuehl & Koltun (ICML 2013) maximise the same quantity
/// by L-BFGS. Throws bad_value for fewer than two samples, for steps outside [1, 500], for a pull that is
/// negative or not finite, dataset_empty when one half has no labelled pixel.
CompatibilityFit learn_compatibility(const std::vector<CrfSample>& samples,
                                     const CompatibilityLearning& learning);

}  // namespace perpixel
