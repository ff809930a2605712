// Features of superpixels on disk, a file a picture: what a classifier of superpixels learns from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "label/label_map.h"
#include "tensor/tensor.h"
#include "train/batch_loader.h"

namespace perpixel {

struct PictureFeatures {
  Tensor features;              // [S, D] f32
  std::vector<ClassId> labels;  // [S], kIgnore = not labelled
};

/// What the features were made of ("picture", "made_from"): kept in the file's metadata.
using FeatureOrigin = std::map<std::string, std::string>;

/// FOLDER/000012.safetensors.
std::filesystem::path feature_file(const std::filesystem::path& folder, std::size_t picture);

/// "features" [S, D] f32, "labels" [S] u16 and "moments" [2, D] f64: the mean over S and the sum of squared
/// differences from it. Atomic. Throws size_mismatch when labels and features differ in number.
void write_features(const std::filesystem::path& file, const PictureFeatures& picture,
                    const FeatureOrigin& origin);

/// Whether a whole file of this origin lies there.
bool has_features(const std::filesystem::path& file, const FeatureOrigin& origin);

/// The labelled superpixels of all files by number, 0 ... size() - 1. In memory are labels and moments, never
/// the features. May be read from several threads at once.
class FeatureStore {
 public:
  /// `pictures[i]` names files[i] in messages. Throws weights_corrupt for a broken file, shape_mismatch when
  /// files have other dimensions, class_count for a label outside [0, classes), dataset_empty when nothing is
  /// labelled.
  FeatureStore(std::vector<std::filesystem::path> files, std::vector<std::string> pictures,
               std::size_t classes);

  std::int64_t size() const { return static_cast<std::int64_t>(rows_.size()); }
  std::int64_t dimensions() const { return dimensions_; }
  /// By class: the numbers of its superpixels, ascending.
  const std::vector<std::vector<std::int64_t>>& superpixels_of_class() const { return of_class_; }
  /// By class: labelled superpixels of the pictures in which it occurs.
  const std::vector<std::uint64_t>& superpixels_of_pictures() const { return of_pictures_; }

  /// Over all superpixels, labelled or not; a deviation of 0 is given as 1.
  const std::vector<double>& mean() const { return mean_; }
  std::vector<double> deviation() const;

  /// images [N, D, 1, 1], targets [N, 1, 1], names: a picture for each.
  Batch batch(std::span<const std::int64_t> numbers) const;

 private:
  struct Row {
    std::int32_t file, row;
    ClassId label;
  };
  void add_labels(std::size_t file, const std::vector<ClassId>& labels);
  void add_moments(const Tensor& moments, std::int64_t count);

  std::vector<std::filesystem::path> files_;
  std::vector<std::string> pictures_;
  std::vector<Row> rows_;
  std::vector<std::vector<std::int64_t>> of_class_;
  std::vector<std::uint64_t> of_pictures_;
  std::int64_t dimensions_ = 0, seen_ = 0;  // seen_: superpixels, labelled or not
  std::vector<double> mean_, squares_;      // [D]
};

}  // namespace perpixel
