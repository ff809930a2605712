#include "superpixel_training.h"

#include <cstdio>
#include <cstring>
#include <set>

#include "error/error.h"
#include "file/file.h"
#include "image/resize.h"
#include "interrupt.h"
#include "output.h"
#include "predict/zoomout.h"
#include "progress_bar.h"
#include "start_weights.h"

namespace perpixel {

namespace {

namespace fs = std::filesystem;

/// Tells weights and recipes apart: FNV-1a over words of 8 bytes.
class Fingerprint {
 public:
  void add(const void* data, std::size_t bytes) {
    const auto* at = static_cast<const unsigned char*>(data);
    for (; bytes >= 8; at += 8, bytes -= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, 8);
      mix(word);
    }
    for (; bytes > 0; ++at, --bytes) mix(*at);
  }
  void add(const std::string& text) { add(text.data(), text.size()); }
  std::string text() const {
    char digits[24];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(state_));
    return digits;
  }

 private:
  void mix(std::uint64_t word) {
    state_ = (state_ ^ word) * 0x100000001B3u;
    state_ ^= state_ >> 29;  // the product alone never moves bits down
  }
  std::uint64_t state_ = 0xCBF29CE484222325u;
};

/// Of all that the features depend on but the picture: not of what follows the scores.
std::string fingerprint_of(const FeatureSource& source) {
  Recipe recipe = source.recipe;
  recipe.crf = {};
  recipe.decoder = "argmax";
  Fingerprint fingerprint;
  fingerprint.add(source.train.name);
  fingerprint.add(recipe_to_json(recipe));
  for (const auto& [name, tensor] : source.weights) {
    fingerprint.add(name);
    fingerprint.add(tensor.data(), tensor.bytes());
  }
  return fingerprint.text();
}

/// The truth at the size of the superpixels.
LabelMap labels_in_frame(const Example& example, const Superpixels& superpixels) {
  LabelMap labels(superpixels.height, superpixels.width);
  if (!example.labels) return labels;
  const LabelMap& truth = *example.labels;
  if (truth.height != example.image.height() || truth.width != example.image.width())
    throw Error(ErrorCode::size_mismatch, example.name + ": labels of " + std::to_string(truth.height) +
                                              " x " + std::to_string(truth.width) + " px for a picture of " +
                                              std::to_string(example.image.height()) + " x " +
                                              std::to_string(example.image.width()));
  labels.ids = resize_nearest(std::span<const ClassId>(truth.ids), truth.height, truth.width, labels.height,
                              labels.width);
  return labels;
}

PictureFeatures features_of(const Example& example, const FeatureSource& source) {
  SuperpixelFeatures seen = zoomout_features(example.image, source.recipe, source.frozen);
  return {std::move(seen.features),
          majority_labels(seen.superpixels, labels_in_frame(example, seen.superpixels))};
}

FeatureOrigin origin_of(const FeatureSource& source, std::size_t picture, const std::string& fingerprint) {
  return {{"picture", source.train.names[picture]}, {"made_from", fingerprint}};
}

void require_room(const FeatureSource& source, std::size_t pictures) {
  const double needed = static_cast<double>(pictures) * source.recipe.superpixels.count *
                        (4. * static_cast<double>(source.dimensions) + 2);
  std::error_code unknown;
  const fs::space_info space = fs::space(source.folder, unknown);
  if (unknown || static_cast<double>(space.available) > needed) return;
  throw Error(ErrorCode::disk_full,
              source.folder.string() + ": the features of " + grouped(static_cast<long long>(pictures)) +
                  " pictures take about " + bytes_text(needed) + ", " +
                  bytes_text(static_cast<double>(space.available)) + " are free",
              "choose a run folder on a larger disk, fewer levels (model.taps) or fewer pictures");
}

}  // namespace

std::vector<Graph> frozen_graphs(const Model& model) {
  std::vector<Graph> frozen;
  for (const Graph& graph : model.graphs)
    if (graph.name != kMainGraph) frozen.push_back(graph);
  return frozen;
}

Graph all_parameters(const Model& model) {
  Graph all{.name = model.name};
  std::set<std::string> known;
  for (const Graph& graph : model.graphs)
    for (const Parameter& parameter : graph.parameters)
      if (known.insert(parameter.name).second) all.parameters.push_back(parameter);
  return all;
}

void take_over_input(Recipe& recipe, const Config& config) {
  const std::string weights = config.text("weights");
  if (weights.empty() || !path_exists(weights)) return;
  const std::optional<Config> parent = config_of_weights(weights);
  if (!parent || parent->text("recipe").empty()) return;
  const InputRecipe seen = recipe_from_json(parent->text("recipe"), weights).input;
  if (seen.channels != recipe.input.channels) return;
  recipe.input.bgr = seen.bgr;
  recipe.input.scale = seen.scale;
  recipe.input.mean = seen.mean;
  recipe.input.deviation = seen.deviation;
}

bool extract_features(const FeatureSource& source, const std::function<void(const std::string&)>& message) {
  make_writable_folder(source.folder);
  const std::string fingerprint = fingerprint_of(source);
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < source.train.size(); ++i)
    if (!has_features(feature_file(source.folder, i), origin_of(source, i, fingerprint)))
      missing.push_back(i);
  const auto total = static_cast<long long>(source.train.size());
  if (missing.size() < source.train.size())
    message("features of " + grouped(total - static_cast<long long>(missing.size())) + " of " +
            grouped(total) + " pictures are there already");
  if (missing.empty()) return true;
  require_room(source, missing.size());
  const DeferInterrupt defer;
  ProgressBar bar("features of pictures", missing.size());
  for (const std::size_t i : missing) {
    if (interrupted()) return false;
    write_features(feature_file(source.folder, i), features_of(source.train.load(i), source),
                   origin_of(source, i, fingerprint));
    bar.step();
  }
  return true;
}

std::shared_ptr<const FeatureStore> open_features(const FeatureSource& source) {
  std::vector<fs::path> files;
  for (std::size_t i = 0; i < source.train.size(); ++i) files.push_back(feature_file(source.folder, i));
  return std::make_shared<FeatureStore>(std::move(files), source.train.names, source.train.classes.size());
}

std::vector<ClassStatistics> superpixel_statistics(const FeatureStore& store, const ClassList& classes) {
  std::vector<ClassStatistics> statistics;
  std::vector<std::uint64_t> counts;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    counts.push_back(store.superpixels_of_class()[c].size());
    statistics.push_back({.name = classes.classes[c].name,
                          .pixels = counts[c],
                          .share = static_cast<double>(counts[c]) / static_cast<double>(store.size())});
  }
  const std::vector<double> weights = median_frequency_weights(counts, store.superpixels_of_pictures());
  for (std::size_t c = 0; c < weights.size(); ++c) statistics[c].weight = weights[c];
  return statistics;
}

MakeBatch superpixel_batches(std::shared_ptr<const FeatureStore> store, PictureOrder order, int batch) {
  return [store = std::move(store), order = std::move(order), batch](std::int64_t index) {
    std::vector<std::int64_t> numbers;
    for (int i = 0; i < batch; ++i) numbers.push_back(order(index * batch + i).picture);
    return store->batch(numbers);
  };
}

}  // namespace perpixel
