#include "metric/score_boundary.h"

#include "error/error.h"
#include "metric/each_pair.h"
#include "metric/label_pictures.h"

namespace perpixel {

namespace {

std::vector<std::optional<double>> score_pair(const PicturePair& pair, const ClassList& classes,
                                              double tolerance) {
  const Image truth = read_label_picture(pair.truth), prediction = read_label_picture(pair.prediction);
  require_same_size(truth, prediction, pair);
  return boundary_f(labels_of_picture(truth, classes, pair.truth),
                    labels_of_picture(prediction, classes, pair.prediction), static_cast<int>(classes.size()),
                    tolerance);
}

}  // namespace

BoundaryFolderScore score_boundary(const std::filesystem::path& truth_folder,
                                   const std::filesystem::path& prediction_folder, const ClassList& classes,
                                   double tolerance, int threads) {
  if (!(tolerance > 0 && tolerance < 1))
    throw Error(ErrorCode::bad_value, "boundary tolerance " + std::to_string(tolerance),
                "it is a share of the picture's diagonal; 0.0075 is usual");
  PairedPictures paired = pair_pictures(truth_folder, prediction_folder);
  std::vector<std::vector<std::optional<double>>> pictures(paired.pairs.size());
  for_each_pair(pictures.size(), scoring_threads(threads, pictures.size()), [&](std::size_t, std::size_t i) {
    pictures[i] = score_pair(paired.pairs[i], classes, tolerance);
  });
  return {boundary_scores(pictures, static_cast<int>(classes.size())), pictures.size(),
          std::move(paired.extra_predictions)};
}

}  // namespace perpixel
