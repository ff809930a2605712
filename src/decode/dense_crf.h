// The fully connected CRF that sharpens a picture's class probabilities along its edges.
#pragma once

#include "decode/mean_field.h"
#include "image/image.h"
#include "recipe/recipe.h"

namespace perpixel {

enum class FilterKind {
  lattice,  // permutohedral: linear in the number of pixels
  exact,    // every pair of pixels: for pictures of a few thousand
};

/// The two kernels of DeepLab's energy, self term included: exp(-|p - p'|^2 / 2 bilateral_xy^2 -
/// |I - I'|^2 / 2 bilateral_rgb^2) and exp(-|p - p'|^2 / 2 smooth_xy^2); p in px of the picture, I on the
/// scale 0..255 whatever the sample type. A kernel of weight 0 is left out. Throws image_unsupported for a
/// picture of more than 4 channels (alpha is dropped).
std::vector<WeightedFilter> dense_crf_filters(const Image& image, const DenseCrfRecipe& recipe,
                                              FilterKind kind = FilterKind::lattice, int threads = 0);

/// The same with the recipe's compatibility: Potts, or its matrix times the kernel's weight.
std::vector<PairwiseTerm> dense_crf_terms(const Image& image, const DenseCrfRecipe& recipe,
                                          FilterKind kind = FilterKind::lattice, int threads = 0);

/// probabilities [1, K, H, W] at the picture's size, sum 1 -> the same after mean field. Energies are -log of
/// what is clipped to [1e-5, 1], as pydensecrf's unary_from_softmax. `threads` 0 = one per core; the result
/// does not depend on it. Throws shape_mismatch when the sizes differ, class_count when the recipe's
/// compatibility is not for K labels.
Tensor dense_crf(const Image& image, const Tensor& probabilities, const DenseCrfRecipe& recipe,
                 int threads = 0);

/// The energies of `dense_crf`.
Tensor crf_energies(const Tensor& probabilities);

}  // namespace perpixel
