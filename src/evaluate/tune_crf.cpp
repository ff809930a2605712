#include "evaluate/tune_crf.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "decode/argmax.h"
#include "decode/dense_crf.h"
#include "error/error.h"
#include "metric/confusion.h"
#include "metric/mean_iou.h"

namespace perpixel {

namespace {

constexpr float kMostEnergy = 11.6f;  // -log of 1e-5, where crf_energies clips, is 11.513
constexpr float kUnit = kMostEnergy / 65535;

/// Indices on the three axes: xy, rgb, weight. In this order, combinations of one lattice are neighbours.
using Cell = std::array<int, 3>;

void check(const char* name, const CrfAxis& axis) {
  const bool fine = axis.low > 0 && axis.high >= axis.low && axis.step > 0 && std::isfinite(axis.high);
  if (!fine || (axis.high - axis.low) / axis.step > 1000)
    throw Error(ErrorCode::bad_value, std::string("CRF search: ") + name + " from " +
                                          std::to_string(axis.low) + " to " + std::to_string(axis.high) +
                                          " in steps of " + std::to_string(axis.step) +
                                          " must be positive, ascending and at most 1000 steps");
}

/// centre - stride, centre, centre + stride, kept inside [0, count).
std::set<int> around(int centre, int stride, int count) {
  return {std::max(0, centre - stride), centre, std::min(count - 1, centre + stride)};
}

class Search {
 public:
  Search(const std::vector<CrfSample>& samples, const CrfSearch& search)
      : samples_(samples), search_(search), axes_{search.xy, search.rgb, search.weight} {}

  CrfTuning run();

 private:
  std::vector<Cell> untried_around(const Cell& centre, const Cell& stride) const;
  void try_cells(const std::vector<Cell>& cells, int round);
  void add_sample(const CrfSample& sample, const std::vector<Cell>& cells,
                  std::map<Cell, ConfusionMatrix>& counts);
  DenseCrfRecipe recipe_of(const Cell& cell) const;
  double score_without() const;
  int classes() const { return samples_[0].classes(); }

  const std::vector<CrfSample>& samples_;
  const CrfSearch& search_;
  std::array<CrfAxis, 3> axes_;
  CrfTuning tuning_;
  std::vector<Cell> cells_;  // of the trials
  std::size_t done_ = 0, total_ = 0;
};

DenseCrfRecipe Search::recipe_of(const Cell& cell) const {
  DenseCrfRecipe recipe = search_.fixed;
  recipe.bilateral_xy = axes_[0].at(cell[0]);
  recipe.bilateral_rgb = axes_[1].at(cell[1]);
  recipe.bilateral_weight = axes_[2].at(cell[2]);
  return recipe;
}

std::vector<Cell> Search::untried_around(const Cell& centre, const Cell& stride) const {
  std::vector<Cell> cells;
  for (const int xy : around(centre[0], stride[0], axes_[0].count()))
    for (const int rgb : around(centre[1], stride[1], axes_[1].count()))
      for (const int weight : around(centre[2], stride[2], axes_[2].count()))
        if (std::ranges::find(cells_, Cell{xy, rgb, weight}) == cells_.end())
          cells.push_back({xy, rgb, weight});
  return cells;
}

/// All cells on one picture. The smooth kernel's lattice is built once, the other once per pair of widths.
void Search::add_sample(const CrfSample& sample, const std::vector<Cell>& cells,
                        std::map<Cell, ConfusionMatrix>& counts) {
  const Tensor energies = sample.energies();
  DenseCrfRecipe smooth = search_.fixed;
  smooth.bilateral_weight = 0;
  std::vector<PairwiseTerm> terms =
      dense_crf_terms(sample.image(), smooth, FilterKind::lattice, search_.threads);
  const std::size_t smooth_terms = terms.size();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const DenseCrfRecipe recipe = recipe_of(cells[i]);
    if (i == 0 || cells[i][0] != cells[i - 1][0] || cells[i][1] != cells[i - 1][1]) {
      DenseCrfRecipe bilateral = recipe;
      bilateral.smooth_weight = 0;
      auto built = dense_crf_terms(sample.image(), bilateral, FilterKind::lattice, search_.threads);
      terms.resize(smooth_terms);
      std::ranges::move(built, std::back_inserter(terms));
    }
    terms.back().compatibility = Compatibility::potts(recipe.bilateral_weight);
    const Tensor q = mean_field(energies, terms, recipe.iterations, search_.threads);
    counts.at(cells[i]).add(sample.truth(), argmax_labels(q));
    if (search_.progress) search_.progress(++done_, total_);
  }
}

void Search::try_cells(const std::vector<Cell>& cells, int round) {
  std::map<Cell, ConfusionMatrix> counts;
  for (const Cell& cell : cells) counts.emplace(cell, ConfusionMatrix(classes()));
  total_ += cells.size() * samples_.size();
  for (const CrfSample& sample : samples_) add_sample(sample, cells, counts);
  for (const Cell& cell : cells) {
    cells_.push_back(cell);
    tuning_.trials.push_back({recipe_of(cell), round, semantic_scores(counts.at(cell)).mean_iou});
    if (tuning_.trials.back().mean_iou > tuning_.trials[tuning_.best].mean_iou)
      tuning_.best = tuning_.trials.size() - 1;
  }
}

double Search::score_without() const {
  ConfusionMatrix counts(classes());
  for (const CrfSample& sample : samples_) {
    Tensor scores = sample.energies();
    for (float& score : scores.floats()) score = -score;
    counts.add(sample.truth(), argmax_labels(scores));
  }
  return semantic_scores(counts).mean_iou;
}

CrfTuning Search::run() {
  tuning_.without = score_without();
  Cell centre, stride;
  for (std::size_t a = 0; a < 3; ++a) {
    centre[a] = axes_[a].count() / 2;
    stride[a] = axes_[a].count();  // reaches both ends
  }
  for (int round = 0;; ++round) {
    if (const auto cells = untried_around(centre, stride); !cells.empty()) try_cells(cells, round);
    if (stride == Cell{1, 1, 1}) return std::move(tuning_);
    centre = cells_[tuning_.best];
    for (std::size_t a = 0; a < 3; ++a)
      stride[a] = round == 0 ? std::max(1, axes_[a].count() / 4) : std::max(1, stride[a] / 2);
  }
}

}  // namespace

int CrfAxis::count() const { return 1 + static_cast<int>((high - low) / step + 1e-4f); }

CrfSample::CrfSample(Image image, const Tensor& probabilities, LabelMap truth)
    : image_(std::move(image)), truth_(std::move(truth)), shape_(probabilities.shape()) {
  const bool fits = probabilities.rank() == 4 && probabilities.size(2) == image_.height() &&
                    probabilities.size(3) == image_.width() && truth_.height == image_.height() &&
                    truth_.width == image_.width();
  if (!fits)
    throw Error(ErrorCode::size_mismatch,
                "probabilities " + shape_text(shape_) + ", a picture of " + std::to_string(image_.height()) +
                    " x " + std::to_string(image_.width()) + " and labels of " +
                    std::to_string(truth_.height) + " x " + std::to_string(truth_.width) + " pixels");
  const Tensor energies = crf_energies(probabilities);
  energies_.reserve(energies.floats().size());
  for (const float energy : energies.floats())
    energies_.push_back(
        static_cast<std::uint16_t>(std::lround(std::clamp(energy, 0.f, kMostEnergy) / kUnit)));
}

Tensor CrfSample::energies() const {
  Tensor energies(shape_);
  for (std::size_t i = 0; i < energies_.size(); ++i)
    energies.floats()[i] = kUnit * static_cast<float>(energies_[i]);
  return energies;
}

CrfTuning tune_crf(const std::vector<CrfSample>& samples, const CrfSearch& search) {
  if (samples.empty()) throw Error(ErrorCode::dataset_empty, "CRF search: no pictures");
  check("bilateral_weight", search.weight);
  check("bilateral_xy", search.xy);
  check("bilateral_rgb", search.rgb);
  return Search(samples, search).run();
}

}  // namespace perpixel
