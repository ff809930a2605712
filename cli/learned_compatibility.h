// tune crf --learn-compatibility: what pairs of labels cost each other, fitted after the kernels' numbers.
#pragma once

#include <nlohmann/json.hpp>

#include "command_line.h"
#include "evaluate/learn_compatibility.h"

namespace perpixel {

struct CompatibilityFlags {
  bool wanted = false;
  double pull = CompatibilityLearning{}.pull;
  int steps = CompatibilityLearning{}.steps;

  void declare(CommandLine& line);
  /// Throws Error(usage) when there are too few pictures to hold some out.
  void check(std::size_t pictures) const;
};

/// Learns with a progress bar; `stop` is called after each picture and may throw.
CompatibilityFit fit_compatibility(const std::vector<CrfSample>& samples, const DenseCrfRecipe& recipe,
                                   const CompatibilityFlags& flags, int threads,
                                   const std::function<void()>& stop);

/// A table of the log-probabilities before and after, and the pairs that moved farthest from Potts, by name.
std::string text_of(const CompatibilityFit& fit, const std::vector<std::string>& class_names);
nlohmann::ordered_json json_of(const CompatibilityFit& fit);

}  // namespace perpixel
