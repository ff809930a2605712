#include <algorithm>
#include <cmath>
#include <span>

#include "error/error.h"
#include "recipe/recipe.h"

namespace perpixel {

namespace {

constexpr int kMostChannels = 4096;
constexpr int kMostPixels = 1 << 20;  // per side
constexpr float kMostCompatibility = 1000;

/// Collects the place once, so that each rule below is one line.
struct Checker {
  const std::string& where;

  void require(bool holds, const std::string& field, const std::string& value,
               const std::string& bound) const {
    if (!holds) throw Error(ErrorCode::bad_value, where + ": " + field + " = " + value + " must be " + bound);
  }
  void in_range(const std::string& field, int value, int low, int high) const {
    require(value >= low && value <= high, field, std::to_string(value),
            "in [" + std::to_string(low) + ", " + std::to_string(high) + "]");
  }
  void one_of(const std::string& field, const std::string& value, std::vector<std::string> known) const {
    if (std::ranges::find(known, value) == known.end())
      throw Error(ErrorCode::bad_value, where + ": " + field + " = \"" + value + "\" is not known",
                  did_you_mean(value, known));
  }
};

void check_numbers(const Checker& check, const std::string& field, const std::vector<float>& values,
                   int channels, bool positive) {
  check.require(values.size() == static_cast<std::size_t>(channels), field,
                std::to_string(values.size()) + " numbers",
                "one number for each of " + std::to_string(channels) + " channels");
  for (const float value : values)
    check.require(std::isfinite(value) && (!positive || value > 0), field, std::to_string(value),
                  positive ? "above 0" : "finite");
}

void check_size_rule(const Checker& check, const InputRecipe& input) {
  if (input.size_rule == SizeRule::factor)
    check.require(std::isfinite(input.size_factor) && input.size_factor > 0 && input.size_factor <= 16,
                  "input.size_factor", std::to_string(input.size_factor), "in (0, 16]");
  if (input.size_rule == SizeRule::short_side) {
    check.in_range("input.size", input.size, 1, kMostPixels);
    check.in_range("input.max_size", input.max_size, input.size, kMostPixels);
  }
  if (input.size_rule == SizeRule::fixed) {
    check.in_range("input.height", input.height, 1, kMostPixels);
    check.in_range("input.width", input.width, 1, kMostPixels);
  }
}

void check_surroundings(const Checker& check, const InputRecipe& input) {
  check.in_range("input.context", input.context, 0, 1 << 14);
  check.one_of("input.fill", input.fill, {"mirror", "mean"});
  check.in_range("input.size_least", input.size_least, 1, 1 << 14);
  check.in_range("input.size_multiple", input.size_multiple, 1, 1 << 12);
  check.in_range("input.size_remainder", input.size_remainder, 0, input.size_multiple - 1);
}

std::string entry_name(std::size_t row, std::size_t column) {
  return "crf.compatibility[" + std::to_string(row) + "][" + std::to_string(column) + "]";
}

/// [K, K] for K classes, or empty.
void check_compatibility(const Checker& check, const std::vector<float>& mu, std::size_t classes) {
  if (mu.empty()) return;
  check.require(mu.size() == classes * classes, "crf.compatibility", std::to_string(mu.size()) + " numbers",
                std::to_string(classes) + " x " + std::to_string(classes) +
                    ", one for each pair of classes; or an empty list, which is Potts");
  for (std::size_t l = 0; l < classes; ++l)
    for (std::size_t k = 0; k < classes; ++k) {
      const float here = mu[l * classes + k], there = mu[k * classes + l];
      check.require(std::abs(here) <= kMostCompatibility, entry_name(l, k), std::to_string(here),
                    "within +-1000");
      check.require(k >= l || std::abs(here - there) <= 1e-6f * std::max(1.f, std::abs(here)),
                    entry_name(l, k), std::to_string(here),
                    entry_name(k, l) + " = " + std::to_string(there) + ": the matrix is symmetric");
    }
}

void check_crf(const Checker& check, const DenseCrfRecipe& crf, std::size_t classes) {
  const auto positive = [&](const char* field, float value) {
    check.require(std::isfinite(value) && value > 0, std::string("crf.") + field, std::to_string(value),
                  "above 0");
  };
  const auto weight = [&](const char* field, float value) {
    check.require(std::isfinite(value) && value >= 0, std::string("crf.") + field, std::to_string(value),
                  "at least 0");
  };
  weight("bilateral_weight", crf.bilateral_weight);
  positive("bilateral_xy", crf.bilateral_xy);
  positive("bilateral_rgb", crf.bilateral_rgb);
  weight("smooth_weight", crf.smooth_weight);
  positive("smooth_xy", crf.smooth_xy);
  check.in_range("crf.iterations", crf.iterations, 0, 1000);
  check_compatibility(check, crf.compatibility, classes);
}

void check_superpixels(const Checker& check, const Recipe& recipe) {
  const SuperpixelRecipe& superpixels = recipe.superpixels;
  check.in_range("superpixels.count", superpixels.count, 1, kMostPixels);
  check.require(std::isfinite(superpixels.compactness) && superpixels.compactness > 0,
                "superpixels.compactness", std::to_string(superpixels.compactness), "above 0");
  check.in_range("superpixels.radius", superpixels.radius, 0, 1000);
  check.in_range("superpixels.scene_size", superpixels.scene_size, 1, 1 << 14);
  if (recipe.procedure == "superpixels")
    check.require(!superpixels.levels.empty(), "superpixels.levels", "[]", "the levels of the features");
}

void check_input(const Checker& check, const InputRecipe& input) {
  check.in_range("input.channels", input.channels, 1, kMostChannels);
  check.require(!input.bgr || input.channels == 3, "input.bgr", "true", "false unless there are 3 channels");
  check.require(std::isfinite(input.scale) && input.scale > 0, "input.scale", std::to_string(input.scale),
                "above 0");
  check_numbers(check, "input.mean", input.mean, input.channels, false);
  check_numbers(check, "input.deviation", input.deviation, input.channels, true);
  check_size_rule(check, input);
  check_surroundings(check, input);
}

void check_aliases(const Checker& check, const ClassList& classes) {
  const int most = static_cast<int>(classes.size()) - 1;
  for (const auto& [color, id] : classes.color_aliases)
    if (id != kIgnore) check.in_range("classes.color_aliases", id, 0, most);
  for (const auto& [value, id] : classes.value_aliases)
    if (id != kIgnore) check.in_range("classes.value_aliases", id, 0, most);
}

void check_procedure(const Checker& check, const Recipe& recipe) {
  check.one_of("task", recipe.task, {"semantic", "classify", "box_mask"});
  check.one_of("procedure", recipe.procedure, {"whole", "sliding", "mc_dropout", "proposals", "superpixels"});
  check.one_of("decoder", recipe.decoder, {"argmax", "dense_crf", "top_k", "location_grid"});
  check.one_of("output_grid", recipe.output_grid, {"cover", "corner"});
  check.in_range("output_stride", recipe.output_stride, 1, 1024);
  check.in_range("samples", recipe.samples, recipe.procedure == "mc_dropout" ? 1 : 0, 10000);
  check.in_range("window", recipe.window, recipe.procedure == "sliding" ? 1 : 0, kMostPixels);
  check.in_range("overlap", recipe.overlap, 0, std::max(0, recipe.window - 1));
  check.require(recipe.task != "box_mask" || recipe.input.size_rule == SizeRule::fixed, "input.size_rule",
                "other than fixed", "fixed for task box_mask: every box is warped to one size");
}

}  // namespace

void check_recipe(const Recipe& recipe, const std::string& where) {
  const Checker check{where};
  check_procedure(check, recipe);
  check_input(check, recipe.input);
  check_crf(check, recipe.crf, recipe.classes.size());
  check_superpixels(check, recipe);
  check.require(recipe.classes.size() < kIgnore, "classes", std::to_string(recipe.classes.size()),
                "fewer than 65535 classes");
  check_aliases(check, recipe.classes);
}

}  // namespace perpixel
