// The dense CRF's numbers by cross-validation, coarse to fine, as DeepLab found them.
#pragma once

#include <functional>
#include <vector>

#include "image/image.h"
#include "label/label_map.h"
#include "recipe/recipe.h"
#include "tensor/tensor.h"

namespace perpixel {

/// One picture with what a model says of it, kept small: energies in 16 bits (steps of 2e-4).
class CrfSample {
 public:
  /// probabilities [1, K, H, W] at the picture's size. Throws size_mismatch when the three sizes differ.
  CrfSample(Image image, const Tensor& probabilities, LabelMap truth);

  const Image& image() const { return image_; }
  const LabelMap& truth() const { return truth_; }
  Tensor energies() const;  // [1, K, H, W]
  int classes() const { return static_cast<int>(shape_.at(1)); }

 private:
  Image image_;
  LabelMap truth_;
  Shape shape_;
  std::vector<std::uint16_t> energies_;
};

/// low, low + step, ... up to high.
struct CrfAxis {
  float low = 0, high = 0, step = 1;
  int count() const;
  float at(int index) const { return low + step * static_cast<float>(index); }
};

/// The three numbers that are searched; DeepLab's ranges (v1 and v2 together). The others are taken from
/// `fixed`.
struct CrfSearch {
  CrfAxis weight{3, 10, 1}, xy{30, 100, 10}, rgb{3, 10, 1};
  DenseCrfRecipe fixed;
  int threads = 0;
  /// After each inference; the total grows with each finer round. May throw to stop.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

struct CrfTrial {
  DenseCrfRecipe recipe;
  int round = 0;
  double mean_iou = 0;  // over the samples together, in [0, 1]
};

struct CrfTuning {
  double without = 0;            // mean IoU of the probabilities themselves
  std::vector<CrfTrial> trials;  // in the order tried
  std::size_t best = 0;          // the highest; ties go to the earlier
};

/// Round 0 tries the ends and the middle of every axis; each later round the best so far and its neighbours
/// at half the distance, until neighbours are one step apart. No combination is tried twice. Throws bad_value
/// for an axis that is empty, endless or not positive, dataset_empty without samples.
CrfTuning tune_crf(const std::vector<CrfSample>& samples, const CrfSearch& search);

}  // namespace perpixel
