#include "train/checkpoint.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "error/error.h"
#include "file/file.h"
#include "weights/safetensors.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPointer = "last_checkpoint";
constexpr int kStateVersion = 1;

std::string number_text(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}

std::map<std::string, std::string> state_metadata(const TrainingState& state) {
  return {{"state_version", std::to_string(kStateVersion)},
          {"iteration", std::to_string(state.iteration)},
          {"rollbacks", std::to_string(state.rollbacks)},
          {"lr_scale", number_text(state.lr_scale)},
          {"best_metric", number_text(state.best_metric)},
          {"best_iteration", std::to_string(state.best_iteration)},
          {"evaluations_without_gain", std::to_string(state.evaluations_without_gain)},
          {"loss_window", state.loss_window}};
}

TrainingState state_from(const WeightsFile& file, const std::string& where) {
  const auto text = [&](const std::string& key) -> const std::string& {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end())
      throw Error(ErrorCode::no_checkpoint,
                  where + ": not a training state (no \"" + key + "\" in its metadata)");
    return found->second;
  };
  TrainingState state;
  try {
    if (const int version = std::stoi(text("state_version")); version > kStateVersion)
      throw Error(ErrorCode::newer_version,
                  where + ": training state version " + std::to_string(version) + ", this program knows " +
                      std::to_string(kStateVersion),
                  "use the perpixel that wrote it, or start a new run with --weights");
    state.iteration = std::stoll(text("iteration"));
    state.rollbacks = std::stoi(text("rollbacks"));
    state.lr_scale = std::stod(text("lr_scale"));
    state.best_metric = std::stod(text("best_metric"));
    state.best_iteration = std::stoll(text("best_iteration"));
    state.evaluations_without_gain = std::stoi(text("evaluations_without_gain"));
    state.loss_window = text("loss_window");
  } catch (const std::logic_error&) {  // what std::sto… throws
    throw Error(ErrorCode::no_checkpoint, where + ": the metadata of this training state is not numeric");
  }
  state.tensors = file.tensors;
  return state;
}

bool is_numbered(const std::string& stem) {
  return stem.starts_with("model_") && stem.size() > 6 &&
         std::ranges::all_of(stem.substr(6), [](unsigned char c) { return std::isdigit(c); });
}

}  // namespace

void write_checkpoint(const fs::path& run, const std::string& name, const Checkpoint& checkpoint) {
  write_safetensors(run / (name + ".state.safetensors"), checkpoint.state.tensors,
                    state_metadata(checkpoint.state));
  write_safetensors(run / (name + ".safetensors"), checkpoint.weights,
                    {{"format", "perpixel"}, {"config", checkpoint.config_yaml}});
}

void name_last_checkpoint(const fs::path& run, const std::string& name) {
  write_file_atomically(run / kPointer, name + ".safetensors\n");
}

std::optional<std::string> last_checkpoint(const fs::path& run) {
  if (!fs::exists(run / kPointer)) return std::nullopt;
  std::string name = read_text_file(run / kPointer, 4096);
  while (!name.empty() && std::isspace(static_cast<unsigned char>(name.back()))) name.pop_back();
  return fs::path(name).stem().string();
}

Checkpoint read_checkpoint(const fs::path& run, const std::string& name) {
  const fs::path weights_path = run / (name + ".safetensors");
  const fs::path state_path = run / (name + ".state.safetensors");
  const WeightsFile weights = read_safetensors(weights_path);
  Checkpoint checkpoint{.weights = weights.tensors,
                        .state = state_from(read_safetensors(state_path), state_path.string())};
  if (const auto config = weights.metadata.find("config"); config != weights.metadata.end())
    checkpoint.config_yaml = config->second;
  return checkpoint;
}

std::string checkpoint_name(std::int64_t finished_iterations) {
  char text[32];
  std::snprintf(text, sizeof text, "model_%07lld", static_cast<long long>(finished_iterations - 1));
  return text;
}

void prune_checkpoints(const fs::path& run, int keep) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(run))
    if (const std::string stem = entry.path().stem().string();
        entry.path().extension() == ".safetensors" && is_numbered(stem))
      names.push_back(stem);
  std::ranges::sort(names, std::greater{});
  const std::optional<std::string> last = last_checkpoint(run);
  for (std::size_t i = static_cast<std::size_t>(keep); i < names.size(); ++i) {
    if (names[i] == last) continue;
    std::error_code ignored;  // a file that cannot be removed costs only disk space
    fs::remove(run / (names[i] + ".safetensors"), ignored);
    fs::remove(run / (names[i] + ".state.safetensors"), ignored);
  }
}

}  // namespace perpixel
