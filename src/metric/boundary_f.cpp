#include "metric/boundary_f.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "error/error.h"
#include "label/distance_transform.h"

namespace perpixel {

namespace {

using Pixels = std::vector<std::uint8_t>;  // [H, W], 1 = in the set

/// One contour and, for every pixel, the squared distance to it.
struct Contour {
  Pixels pixels;
  std::vector<std::int64_t> square;
  bool empty = true;
};

bool has_other_neighbour(const LabelMap& labels, int y, int x) {
  const ClassId own = labels.at(y, x);
  return (y > 0 && labels.at(y - 1, x) != own) || (x > 0 && labels.at(y, x - 1) != own) ||
         (y + 1 < labels.height && labels.at(y + 1, x) != own) ||
         (x + 1 < labels.width && labels.at(y, x + 1) != own);
}

/// All contours at once: the label where a pixel is on its class's contour, kIgnore elsewhere.
std::vector<ClassId> contour_labels(const LabelMap& labels) {
  std::vector<ClassId> on(labels.ids.size(), kIgnore);
  std::size_t i = 0;
  for (int y = 0; y < labels.height; ++y)
    for (int x = 0; x < labels.width; ++x, ++i)
      if (has_other_neighbour(labels, y, x)) on[i] = labels.ids[i];
  return on;
}

Contour contour_of(const std::vector<ClassId>& contours, int c, int height, int width) {
  Contour contour{.pixels = Pixels(contours.size())};
  for (std::size_t i = 0; i < contours.size(); ++i) {
    contour.pixels[i] = contours[i] == c;
    if (contour.pixels[i]) contour.empty = false;
  }
  if (!contour.empty) contour.square = squared_distances(contour.pixels, height, width);
  return contour;
}

struct Share {
  std::int64_t met = 0, all = 0;
  double value() const { return all > 0 ? static_cast<double>(met) / static_cast<double>(all) : 0; }
};

/// Of the pixels of `contour`, those within `theta` of `other`; pixels on `forgiven` labels count only then.
Share met_by(const Contour& contour, const Contour& other, double theta, const LabelMap* forgiven) {
  Share share;
  for (std::size_t i = 0; i < contour.pixels.size(); ++i) {
    if (!contour.pixels[i]) continue;
    const bool met = static_cast<double>(other.square[i]) <= theta * theta;
    if (!met && forgiven && forgiven->ids[i] == kIgnore) continue;
    share.met += met;
    ++share.all;
  }
  return share;
}

std::optional<double> f_of(const Contour& truth, const Contour& prediction, double theta,
                           const LabelMap& labels) {
  if (truth.empty && prediction.empty) return std::nullopt;
  if (truth.empty || prediction.empty) return 0.0;
  const double precision = met_by(prediction, truth, theta, &labels).value();
  const double recall = met_by(truth, prediction, theta, nullptr).value();
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0.0;
}

/// Sum and number of the figures that exist.
struct Mean {
  double sum = 0;
  int count = 0;
  void add(const std::optional<double>& value) {
    if (!value) return;
    sum += *value;
    ++count;
  }
  std::optional<double> value() const {
    return count > 0 ? std::optional<double>(sum / count) : std::nullopt;
  }
};

}  // namespace

std::vector<std::optional<double>> boundary_f(const LabelMap& truth, const LabelMap& prediction, int classes,
                                              double tolerance) {
  if (truth.height != prediction.height || truth.width != prediction.width)
    throw Error(ErrorCode::size_mismatch, "boundary F of label maps of different size",
                "predictions must have the size of the original picture");
  const double theta = tolerance * std::hypot(truth.height, truth.width);
  const std::vector<ClassId> truths = contour_labels(truth), predictions = contour_labels(prediction);
  std::vector<std::optional<double>> f;
  for (int c = 0; c < classes; ++c)
    f.push_back(f_of(contour_of(truths, c, truth.height, truth.width),
                     contour_of(predictions, c, truth.height, truth.width), theta, truth));
  return f;
}

BoundaryScores boundary_scores(const std::vector<std::vector<std::optional<double>>>& pictures, int classes) {
  std::vector<Mean> per_class(static_cast<std::size_t>(classes));
  Mean all;
  for (const auto& picture : pictures) {
    Mean own;
    for (std::size_t c = 0; c < per_class.size(); ++c) {
      per_class[c].add(picture.at(c));
      own.add(picture[c]);
    }
    all.add(own.value());
  }
  BoundaryScores scores{.mean_f = all.value().value_or(std::numeric_limits<double>::quiet_NaN())};
  for (const Mean& mean : per_class) scores.f.push_back(mean.value());
  return scores;
}

}  // namespace perpixel
