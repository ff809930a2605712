// Training a classifier of superpixels: the features of every training picture once, on disk, then batches of
// superpixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "dataset/dataset.h"
#include "dataset/statistics.h"
#include "model/model.h"
#include "predict/forward.h"
#include "train/batch_loader.h"
#include "train/feature_store.h"
#include "train/picture_order.h"

namespace perpixel {

/// Whether a model classifies superpixels: only its main graph learns then, from features of the others.
inline bool learns_from_superpixels(const Model& model) { return model.recipe.procedure == "superpixels"; }

/// The graphs that are not trained.
std::vector<Graph> frozen_graphs(const Model& model);

/// A graph without nodes that has the parameters of all graphs of the model, each name once.
Graph all_parameters(const Model& model);

/// A trunk that never learns must see pictures as it did when it was trained: channel order, scale, mean and
/// deviation are those of the run (or weights file of ours) that `weights` names, where it has a recipe.
void take_over_input(Recipe& recipe, const Config& config);

/// What features come from.
struct FeatureSource {
  const Dataset& train;
  const Recipe& recipe;
  Forward frozen;                // of frozen_graphs
  NamedTensors weights;          // theirs: features made with others are made again
  std::int64_t dimensions;       // numbers a superpixel
  std::filesystem::path folder;  // RUN/features
};

/// One file a picture (train/feature_store.h), one picture in memory at a time; files that are there already
/// stay. The truth is brought to the picture's size in the network by nearest neighbour; each superpixel has
/// the class of most of its labelled pixels. Returns false when Ctrl-C ended it after a picture. Throws
/// disk_full before the first picture when the disk has no room for all.
bool extract_features(const FeatureSource& source, const std::function<void(const std::string&)>& message);

std::shared_ptr<const FeatureStore> open_features(const FeatureSource& source);

/// Counted in superpixels instead of pixels.
std::vector<ClassStatistics> superpixel_statistics(const FeatureStore& store, const ClassList& classes);

/// Batch `index` holds positions index * batch ... of `order`, which numbers superpixels.
MakeBatch superpixel_batches(std::shared_ptr<const FeatureStore> store, PictureOrder order, int batch);

}  // namespace perpixel
