// What a data set consists of: classes, sizes, intensities, class weights.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/parallel.h"

namespace perpixel {

struct ClassStatistics {
  std::string name;
  std::uint64_t pixels = 0;
  std::size_t pictures = 0;              // in which the class occurs
  std::uint64_t pixels_of_pictures = 0;  // all pixels, void included, of those pictures
  double share = 0;                      // of all pixels that are not void
  double weight = 0;                     // median frequency weight
  friend bool operator==(const ClassStatistics&, const ClassStatistics&) = default;
};

struct PictureSize {
  int height = 0, width = 0;
  friend auto operator<=>(const PictureSize&, const PictureSize&) = default;
};

struct DataStatistics {
  std::size_t pictures = 0;
  std::uint64_t pixels = 0, void_pixels = 0;               // of the masks
  std::vector<ClassStatistics> classes;                    // by train id; for classification pictures only
  std::vector<std::pair<PictureSize, std::size_t>> sizes;  // most frequent first; ties: smaller first
  std::vector<double> mean, deviation;                     // per channel, full intensity = 1
  /// By train id: the indices of the pictures in which the class occurs, ascending.
  std::vector<std::vector<std::int64_t>> pictures_of_class;
  int channels = 0;  // that most pictures have, without the alpha of PNG files; ties: the larger number
};

struct StatisticsOptions {
  int threads = 0;  // 0: one per core
  Progress progress;
};

/// Reads every example once. Throws what loading throws.
DataStatistics statistics_of(const Dataset& dataset, const StatisticsOptions& options = {});

/// Eigen and Fergus 2015 / SegNet: freq(c) = pixels of c / pixels of all pictures in which c occurs;
/// weight(c) = median of freq over the classes that occur / freq(c). A class that never occurs gets 0. The
/// median of an even number is the mean of the two middle ones.
std::vector<double> median_frequency_weights(const std::vector<std::uint64_t>& pixels,
                                             const std::vector<std::uint64_t>& pixels_of_pictures);

std::string statistics_text(const DataStatistics& statistics);
std::string statistics_json(const DataStatistics& statistics);

}  // namespace perpixel
