// Run folders: checkpoints that count only once named, and that a kill at any moment leaves whole.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "tensor/tensor.h"

namespace perpixel {

/// What training needs to go on as if never stopped. Numbers are kept as text in the file's metadata.
struct TrainingState {
  std::int64_t iteration = 0;  // finished iterations
  int rollbacks = 0;
  double lr_scale = 1;          // reduced by rollbacks
  double best_metric = -1e300;  // larger is better
  std::int64_t best_iteration = -1;
  int evaluations_without_gain = 0;
  std::string loss_window;  // recent losses, space separated, for the median in the log
  NamedTensors tensors;     // optimizer moments; raw/NAME and ema/NAME with averaged weights
};

struct Checkpoint {
  NamedTensors weights;  // as deployed: averaged ones when averaging is on
  TrainingState state;
  std::string config_yaml;
};

/// Writes NAME.state.safetensors, then NAME.safetensors, each atomically. NAME: "model_0000999",
/// "model_final", …
void write_checkpoint(const std::filesystem::path& run, const std::string& name,
                      const Checkpoint& checkpoint);
/// Names it in RUN/last_checkpoint: from here on it counts.
void name_last_checkpoint(const std::filesystem::path& run, const std::string& name);

Checkpoint read_checkpoint(const std::filesystem::path& run, const std::string& name);
/// Content of RUN/last_checkpoint without the extension, or nullopt.
std::optional<std::string> last_checkpoint(const std::filesystem::path& run);

/// "model_0000999" after 1000 iterations.
std::string checkpoint_name(std::int64_t finished_iterations);
/// Removes numbered checkpoints other than the newest `keep` and the named last one.
void prune_checkpoints(const std::filesystem::path& run, int keep);

}  // namespace perpixel
