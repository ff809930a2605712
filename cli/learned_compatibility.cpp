#include "learned_compatibility.h"

#include <algorithm>
#include <cmath>

#include "output.h"
#include "progress_bar.h"

namespace perpixel {
namespace {

constexpr std::size_t kShownPairs = 8;

struct Pair {
  std::size_t label, other;
  double energy, from_potts;
};

/// Each pair once, those that moved farthest first.
std::vector<Pair> moved_pairs(const CompatibilityFit& fit, std::size_t classes) {
  const std::vector<float> potts = potts_matrix(static_cast<int>(classes));
  std::vector<Pair> pairs;
  for (std::size_t l = 0; l < classes; ++l)
    for (std::size_t k = l; k < classes; ++k) {
      const double energy = fit.compatibility[l * classes + k];
      pairs.push_back({l, k, energy, energy - double{potts[l * classes + k]}});
    }
  std::ranges::stable_sort(pairs, std::greater<>{}, [](const Pair& p) { return std::abs(p.from_potts); });
  pairs.resize(std::min(pairs.size(), kShownPairs));
  return pairs;
}

}  // namespace

void CompatibilityFlags::declare(CommandLine& line) {
  line->add_flag(
      "--learn-compatibility", wanted,
      "Then learn what each pair of labels costs, on half of the pictures; kept if the others gain");
  line->add_option("--compatibility-steps", steps, "Steps of that ascent, at most")
      ->check(CLI::Range(1, 500));
  line->add_option("--compatibility-pull", pull, "Weight of its squared distance from Potts")
      ->check(CLI::Range(0., 1000.));
}

void CompatibilityFlags::check(std::size_t pictures) const {
  if (wanted && pictures < 2)
    throw Error(ErrorCode::usage,
                "--learn-compatibility with " + std::to_string(pictures) + " pictures: at least 2 are needed",
                "half of them are fitted, the others judge: --pictures N, or a split with more");
}

CompatibilityFit fit_compatibility(const std::vector<CrfSample>& samples, const DenseCrfRecipe& recipe,
                                   const CompatibilityFlags& flags, int threads,
                                   const std::function<void()>& stop) {
  ProgressBar bar("learned from", 0);
  CompatibilityLearning learning{recipe, flags.pull, flags.steps, threads};
  learning.progress = [&](std::size_t done, std::size_t total) {
    bar.set(done, total);
    stop();
  };
  return learn_compatibility(samples, learning);
}

std::string text_of(const CompatibilityFit& fit, const std::vector<std::string>& class_names) {
  const auto row = [](const char* half, const LikelihoodChange& change) {
    return std::vector<std::string>{half, decimals(change.before, 4), decimals(change.after, 4),
                                    decimals(change.after - change.before, 4)};
  };
  std::string text = aligned_table({{"log-probability of the truth", "Potts", "learned", "gain"},
                                    row("fitted half", fit.fitted),
                                    row("held-out half", fit.held_out)},
                                   {false, true, true, true}) +
                     "\ncompatibility: " +
                     (fit.is_better() ? "kept, after " + std::to_string(fit.steps) + " steps"
                                      : std::string("Potts stays: the held-out half does not gain"));
  if (!fit.is_better()) return text;
  text += "; farthest from Potts (0 for a label with itself, else 1):";
  for (const Pair& pair : moved_pairs(fit, class_names.size()))
    text +=
        "\n  " + class_names[pair.label] + " - " + class_names[pair.other] + " " + decimals(pair.energy, 3);
  return text;
}

nlohmann::ordered_json json_of(const CompatibilityFit& fit) {
  const auto change = [](const LikelihoodChange& likelihood) {
    return nlohmann::ordered_json{{"before", likelihood.before}, {"after", likelihood.after}};
  };
  return {{"kept", fit.is_better()},
          {"steps", fit.steps},
          {"fitted", change(fit.fitted)},
          {"held_out", change(fit.held_out)},
          {"matrix", fit.compatibility}};
}

}  // namespace perpixel
