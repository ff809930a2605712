// Gaussian filtering of rows of numbers: what a mean-field step asks of its kernels.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "decode/team.h"
#include "recipe/recipe.h"

namespace perpixel {

/// (K rows)_i = sum_j exp(-|f_i - f_j|^2 / 2) rows_j over N points, possibly scaled by `scale`. Rows are
/// `stride` floats, a multiple of kRowUnit on a 32-byte border (decode/row_kernels.h).
class GaussianFilter {
 public:
  virtual ~GaussianFilter() = default;
  virtual std::size_t points() const = 0;
  /// Before `take`: memory for rows of this stride.
  virtual void reserve(std::size_t stride) = 0;
  /// Called by all members of a team: from its return on, messages are about these rows [N, stride], which
  /// must stay until then.
  virtual void take(const float* rows, const TeamMember& member) = 0;
  /// out[i - begin] += factor * (K rows)_i for i in [begin, end).
  virtual void add_messages(std::size_t begin, std::size_t end, float factor, float* out) const = 0;
  /// K becomes diag(after) K diag(before), both [N].
  virtual void scale(std::span<const float> before, std::span<const float> after) = 0;
  /// K^T with its scales; wants a `reserve` of its own. Not K itself: one-sided scales and the ends of a
  /// lattice are not symmetric.
  virtual std::unique_ptr<GaussianFilter> transposed() const = 0;
};

struct WeightedFilter {
  std::unique_ptr<GaussianFilter> filter;  // of all pixels, normalised already
  float weight = 1;
};

/// Once, on a filter that has not been scaled.
void normalise(GaussianFilter& filter, CrfNormalisation normalisation, int threads = 0);

}  // namespace perpixel
