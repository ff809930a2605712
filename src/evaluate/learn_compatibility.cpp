#include "evaluate/learn_compatibility.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "decode/dense_crf.h"
#include "decode/mean_field_gradient.h"
#include "error/error.h"

namespace perpixel {

namespace {

constexpr double kFirstMove = 0.2, kLeastMove = 0.002, kMostMove = 1;

void check(const std::vector<CrfSample>& samples, const CompatibilityLearning& learning) {
  if (samples.size() < 2)
    throw Error(
        ErrorCode::bad_value,
        "learning a compatibility: " + std::to_string(samples.size()) + " pictures must be at least 2",
        "half of the pictures are fitted, the others judge");
  if (learning.steps < 1 || learning.steps > 500)
    throw Error(ErrorCode::bad_value, "learning a compatibility: steps = " + std::to_string(learning.steps) +
                                          " must be in [1, 500]");
  if (!(learning.pull >= 0) || !std::isfinite(learning.pull))
    throw Error(ErrorCode::bad_value,
                "learning a compatibility: pull = " + std::to_string(learning.pull) + " must be at least 0");
}

/// Of one matrix on half of the pictures.
struct Judgement {
  double likelihood = 0;     // mean per labelled pixel
  double objective = 0;      // minus the pull
  std::vector<double> rise;  // gradient of the objective, when asked for
};

class Learner {
 public:
  Learner(const std::vector<CrfSample>& samples, const CompatibilityLearning& learning)
      : samples_(samples),
        learning_(learning),
        potts_(potts_matrix(samples[0].classes())),
        total_((samples.size() + 1) / 2 * static_cast<std::size_t>(learning.steps) + samples.size() / 2 * 2) {
  }

  CompatibilityFit run();

 private:
  Judgement judge(const std::vector<float>& mu, std::size_t first, WantGradient want);

  const std::vector<CrfSample>& samples_;
  const CompatibilityLearning& learning_;
  std::vector<float> potts_;
  std::size_t done_ = 0, total_;
};

/// Pictures first, first + 2, ..
Judgement Learner::judge(const std::vector<float>& mu, std::size_t first, WantGradient want) {
  TruthLikelihood all;
  all.gradient.assign(want == WantGradient::yes ? mu.size() : 0, 0.);
  for (std::size_t i = first; i < samples_.size(); i += 2) {
    const CrfSample& sample = samples_[i];
    auto filters =
        dense_crf_filters(sample.image(), learning_.recipe, FilterKind::lattice, learning_.threads);
    const TruthLikelihood here = truth_likelihood(sample.energies(), sample.truth(), filters, mu,
                                                  learning_.recipe.iterations, want, learning_.threads);
    all.sum += here.sum;
    all.pixels += here.pixels;
    for (std::size_t e = 0; e < all.gradient.size(); ++e) all.gradient[e] += here.gradient[e];
    if (learning_.progress) learning_.progress(++done_, total_);
  }
  if (all.pixels == 0)
    throw Error(ErrorCode::dataset_empty,
                "learning a compatibility: half of the pictures have no labelled pixel",
                "use a split that has labels, or more pictures");
  const auto pixels = static_cast<double>(all.pixels);
  Judgement judgement{all.sum / pixels, all.sum / pixels, std::move(all.gradient)};
  for (std::size_t e = 0; e < mu.size(); ++e) {
    const double away = double{mu[e]} - double{potts_[e]};
    judgement.objective -= learning_.pull / 2 * away * away;
    if (want == WantGradient::yes) judgement.rise[e] = judgement.rise[e] / pixels - learning_.pull * away;
  }
  return judgement;
}

CompatibilityFit Learner::run() {
  CompatibilityFit fit{.compatibility = potts_};
  Judgement now = judge(potts_, 0, WantGradient::yes);
  fit.fitted.before = now.likelihood;
  double move = kFirstMove;
  for (int step = 1; step < learning_.steps && move >= kLeastMove; ++step) {
    double steepest = 0;
    for (const double slope : now.rise) steepest = std::max(steepest, std::abs(slope));
    if (!(steepest > 1e-9)) break;
    std::vector<float> further = fit.compatibility;
    for (std::size_t e = 0; e < further.size(); ++e)
      further[e] += static_cast<float>(move / steepest * now.rise[e]);
    Judgement there = judge(further, 0, WantGradient::yes);
    if (there.objective > now.objective) {
      fit.compatibility = std::move(further);
      now = std::move(there);
      ++fit.steps;
      move = std::min(kMostMove, 1.5 * move);
    } else {
      move /= 4;
    }
  }
  fit.fitted.after = now.likelihood;
  fit.held_out.before = judge(potts_, 1, WantGradient::no).likelihood;
  fit.held_out.after = judge(fit.compatibility, 1, WantGradient::no).likelihood;
  return fit;
}

}  // namespace

std::vector<float> potts_matrix(int classes) {
  const auto side = static_cast<std::size_t>(classes);
  std::vector<float> mu(side * side, 1.f);
  for (std::size_t l = 0; l < side; ++l) mu[l * side + l] = 0;
  return mu;
}

CompatibilityFit learn_compatibility(const std::vector<CrfSample>& samples,
                                     const CompatibilityLearning& learning) {
  check(samples, learning);
  return Learner(samples, learning).run();
}

}  // namespace perpixel
