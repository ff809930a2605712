// A data set as a value: how many examples, what they are called, how to load one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "label/class_list.h"
#include "label/example.h"

namespace perpixel {

struct PairListing;  // dataset/pairs.h

/// A random-access range of Examples. `load` may be called from several threads at once.
struct Dataset {
  std::string name;   // "camvid train"
  ClassList classes;  // semantic classes, or image classes for classification sets
  bool is_classification = false;
  std::vector<std::string> names;  // one per example: Example::name, unique
  std::function<Example(std::size_t index)> load;
  /// Paths of the files of one example (picture first), for messages and the data doctor; empty for generated
  /// sets.
  std::function<std::vector<std::string>(std::size_t index)> files;
  /// What the user should read once: "no label table: 2 classes made from the values of 24 masks".
  std::vector<std::string> notes;

  std::size_t size() const { return names.size(); }
};

/// `kind:path[,key=value…]`, a YAML data file, or `scenes[:key=value,…]`.
struct DataSpec {
  std::string kind;                                          // "camvid", "voc", "folder", "scenes", ...
  std::string path;                                          // "" for scenes
  std::vector<std::pair<std::string, std::string>> options;  // in the given order
  const std::string* option(const std::string& key) const;
};

/// Throws bad_value naming the text and the known kinds.
DataSpec parse_data_spec(const std::string& text);

/// One row per kind, in `dataset/registry.cpp`.
struct DatasetKind {
  const char* kind;
  const char* layout;  // one line: the folders it expects
  const char* source;  // paper or site
  Dataset (*open)(const DataSpec& spec, const std::string& split);
  std::vector<std::string> (*splits)(
      const DataSpec& spec);  // those that exist, in the order train, val, test
  /// The files of a split before anything is required of them; null for generated sets.
  PairListing (*list)(const DataSpec& spec, const std::string& split);
};
const std::vector<DatasetKind>& dataset_kinds();
/// Throws bad_value with the nearest known kind.
const DatasetKind& dataset_kind(const std::string& kind);

/// Opens one split ("train", "val", "test", ...). Throws dataset_layout, dataset_empty, missing_mate,
/// label_table … Files are listed and paired here, pixels are read only by `load`; but a folder set without a
/// label table has its masks read here, to make one (all masks below 200, else 200 of them, and a note says
/// so).
Dataset open_dataset(const std::string& data, const std::string& split);
/// As above, but a set without a label table of its own takes this one (of the model, of the training set)
/// instead of making one from the values that happen to occur.
Dataset open_dataset(const std::string& data, const std::string& split, const ClassList& without_table);
/// Splits that exist for `data`, in the order train, val, test.
std::vector<std::string> dataset_splits(const std::string& data);

}  // namespace perpixel
