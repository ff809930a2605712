// Mean-field inference in a fully connected CRF (Kraehenbuehl & Koltun, NIPS 2011).
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "decode/gaussian_filter.h"
#include "tensor/tensor.h"

namespace perpixel {

/// mu(l, l'): the energy that label l pays for a message from label l'. Only differences between labels
/// matter.
struct Compatibility {
  /// One number w: Potts, -w on the diagonal. L numbers: a diagonal. L * L numbers, row by row: a matrix,
  /// of which the symmetric part (M + M^T) / 2 counts.
  std::vector<float> energy;

  static Compatibility potts(float weight) { return {{-weight}}; }
  static Compatibility times(std::vector<float> matrix, float weight) {
    for (float& energy : matrix) energy *= weight;
    return {std::move(matrix)};
  }
};

struct PairwiseTerm {
  std::unique_ptr<GaussianFilter> filter;  // of all pixels, normalised already
  Compatibility compatibility;
};

/// energies [1, L, H, W] (-log of probabilities, or negated scores) -> Q [1, L, H, W], sum 1. Q begins as
/// softmax(-energies); every iteration updates all pixels at once: Q_i = softmax(-energies_i -
/// sum_m mu_m (K_m Q)_i). No damping and no test of convergence. The result does not depend on `threads` (0 =
/// one per core). Throws shape_mismatch, and class_count for a compatibility of neither 1, L nor L * L
/// numbers.
Tensor mean_field(const Tensor& energies, std::vector<PairwiseTerm>& terms, int iterations, int threads = 0);

}  // namespace perpixel
