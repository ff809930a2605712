// How probable mean field finds the truth, and how that changes with the labels' compatibility.
#pragma once

#include <span>
#include <vector>

#include "decode/gaussian_filter.h"
#include "label/label_map.h"
#include "tensor/tensor.h"

namespace perpixel {

struct TruthLikelihood {
  double sum = 0;          // of log Q_i(truth_i) over the labelled pixels, nats
  std::size_t pixels = 0;  // that are labelled
  /// [L, L], row by row: d sum / d mu where only the symmetric part of mu counts, so that it is symmetric and
  /// a pair's two entries share its slope. Empty unless asked for.
  std::vector<double> gradient;
};

enum class WantGradient { no, yes };

/// Q after `iterations` of mean field with energies [1, L, H, W] and mu [L, L]: Q = softmax(-energies), then
/// Q_i = softmax(-energies_i - mu sum_m w_m (K_m Q)_i) for the filters K_m of weights w_m. The gradient is
/// that of exactly these steps, by back-propagation through all of them (Kraehenbuehl & Koltun, ICML 2013,
/// section 4): it keeps 4 * row_stride(L) * iterations bytes a pixel. The filters are not changed but for
/// what they took. Neither number depends on `threads` (0 = one per core). Throws shape_mismatch when sizes
/// differ, class_count for a mu of other than L * L numbers, label_not_in_table for a truth that is no label.
TruthLikelihood truth_likelihood(const Tensor& energies, const LabelMap& truth,
                                 std::vector<WeightedFilter>& filters, std::span<const float> mu,
                                 int iterations, WantGradient want, int threads = 0);

}  // namespace perpixel
