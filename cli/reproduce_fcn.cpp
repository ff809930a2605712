// Long, Shelhamer, Darrell 2015, table 2: what each finer skip adds, on a trunk pre-trained as a classifier.
#include <cmath>
#include <map>

#include <nlohmann/json.hpp>

#include "deploy/model_options.h"
#include "error/error.h"
#include "file/file.h"
#include "graph/cost.h"
#include "model/model.h"
#include "output.h"
#include "reproduce_cell.h"
#include "reproduce_tables.h"

namespace perpixel {

namespace {

constexpr const char* kOrigin = "reproduce fcn";
constexpr const char* kPretrain = "pretrain";

struct Row {
  const char* name;
  const char* model;
  const char* starts_from;  // another row, or "" for random weights
  const char* iterations;
  const char* lr;
  // Published: pixel accuracy, mean accuracy, mean IU on VOC 2011 val; 0 = not published.
  double pixel_accuracy, mean_accuracy, mean_iu;
};

/// Staged as published: 32s from the classifier, 16s from 32s, 8s from 16s, each stage at a lower rate.
constexpr Row kRows[] = {
    {"fcn32s-fixed", "fcn32s_fixed", kPretrain, "300", "0.003", 83.0, 59.7, 45.4},
    {"fcn32s", "fcn32s", kPretrain, "500", "0.001", 89.1, 73.3, 59.4},
    {"fcn16s", "fcn16s", "fcn32s", "300", "0.0005", 90.0, 75.7, 62.4},
    {"fcn8s", "fcn8s", "fcn16s", "300", "0.0005", 90.3, 75.9, 62.7},
    {"full-resolution", "fcn_fullres", "", "500", "0.002", 0, 0, 0},
};

struct Stores {
  CellStore pretrained, rows;
};

Stores stores_of(const ReproduceRequest& request) {
  const std::filesystem::path folder = request.folder;
  if (request.data == "scenes") return {{folder / "fcn"}, {folder / "fcn"}};
  const std::string kind = request.data.substr(0, request.data.find(':'));
  return {{folder / "fcn"}, {folder / ("fcn-" + kind + "-" + text_hash(request.data).substr(0, 8))}};
}

// Of the scenes, and of CamVid.
constexpr const char* kThinClasses[] = {"pole", "wire", "railing", "Pole", "SignSymbol"};
constexpr const char* kMeanScore = "sem_seg/mIoU";
constexpr const char* kThinScore = "sem_seg/mIoU-thin";

constexpr int kSide = 96;         // px, of a scene; small, so that a seed takes minutes on two cores
constexpr int kFc6 = kSide / 32;  // the classifier's window on pool5: all of it, and odd

const std::string kSceneCrop = "[96, 96]";    // px, whole scenes
const std::string kPhotoCrop = "[160, 224]";  // px, of a photograph

Config shared_config(const std::string& crop) {
  Config config;
  const std::pair<const char*, const char*> settings[] = {
      {"model.width", "0.25"},   {"model.batch_norm", "true"}, {"model.fc_channels", "256"},
      {"train.scale", "[1, 1]"}, {"train.color_jitter", "0"},  {"train.ema", "0"},
      {"train.warmup", "50"},    {"train.eval_period", "0"},   {"train.checkpoint_period", "250"},
  };
  for (const auto& [key, value] : settings) config.set(key, value, kOrigin);
  config.set("model.fc6_kernel", std::to_string(kFc6), kOrigin);
  config.set("train.crop", crop, kOrigin);
  config.set("train.batch", crop == kSceneCrop ? "16" : "8", kOrigin);
  return config;
}

std::string scenes_data(std::uint64_t seed, bool classify) {
  return "scenes:seed=" + std::to_string(seed) + ",size=" + std::to_string(kSide) +
         ",count=4000,val_count=400" + (classify ? ",task=classify" : "");
}

Config pretrain_config(std::uint64_t seed) {
  Config config = shared_config(kSceneCrop);
  config.set("model.name", "vgg16", kOrigin);
  config.set("model.image_size", std::to_string(kSide), kOrigin);
  config.set("data.train", scenes_data(seed, true), kOrigin);
  config.set("train.iters", "700", kOrigin);
  config.set("train.lr", "0.002", kOrigin);
  config.set("train.seed", std::to_string(seed), kOrigin);
  return config;
}

/// Where a row's first weights come from: the classifier is shared by the tables of all data sets.
std::string first_weights(const Row& row, std::uint64_t seed, const Stores& stores) {
  const std::string name = row.starts_from;
  return (name == kPretrain ? stores.pretrained : stores.rows).run_folder(name, seed).string();
}

Config row_config(const Row& row, std::uint64_t seed, const ReproduceRequest& request, const Stores& stores) {
  const bool scenes = request.data == "scenes";
  Config config = shared_config(scenes ? kSceneCrop : kPhotoCrop);
  config.set("model.name", row.model, kOrigin);
  config.set("data.train", scenes ? scenes_data(seed, false) : request.data, kOrigin);
  config.set("train.iters", row.iterations, kOrigin);
  config.set("train.lr", row.lr, kOrigin);
  config.set("train.seed", std::to_string(seed), kOrigin);
  if (*row.starts_from) config.set("weights", first_weights(row, seed, stores), kOrigin);
  return config;
}

double multiply_adds(const Row& row, int classes) {
  Config config = shared_config(kSceneCrop);
  config.set("model.name", row.model, kOrigin);
  ClassList list;
  list.classes.resize(static_cast<std::size_t>(classes));
  const Model model = zoo_entry(row.model).build(model_options_from(config, list));
  return static_cast<double>(
      graph_cost(model.graph(kMainGraph), {{kDataInput, {1, 3, kSide, kSide}}}).multiply_adds);
}

/// Mean IU of the thin classes that the data has, as one more score of the cell.
void add_thin_score(Cell& cell) {
  double sum = 0, count = 0;
  for (const char* name : kThinClasses)
    if (const auto found = cell.scores.find(std::string("sem_seg/IoU-") + name); found != cell.scores.end()) {
      sum += found->second;
      count += 1;
    }
  if (count > 0) cell.scores[kThinScore] = sum / count;
}

std::string published(double value) { return value > 0 ? decimals(value, 1) : "-"; }

std::string difference_text(const std::vector<Cell>& a, const std::vector<Cell>& b, const char* score) {
  const PairedDifference difference = paired_difference(a, b, score);
  const std::string text = (difference.mean >= 0 ? "+" : "") + decimals(difference.mean, 2);
  if (difference.pairs < 2) return text + " (one seed)";
  return text + " +- " + decimals(difference.standard_error, 2) +
         (difference.resolved ? "" : " (not resolved)");
}

using Cells = std::map<std::string, std::vector<Cell>>;

std::string score_text(const std::vector<Cell>& cells, const char* score) {
  const double mean = mean_score(cells, score);
  return std::isnan(mean) ? "-" : decimals(mean, 1);
}

std::string table_text(const Cells& cells) {
  std::vector<std::vector<std::string>> rows{{"", "pixel acc.", "mean acc.", "mean IU", "thin IU", "GMAC",
                                              "s/run", "published: pixel acc.", "mean acc.", "mean IU"}};
  for (const Row& row : kRows) {
    const auto found = cells.find(row.name);
    if (found == cells.end()) continue;
    const std::vector<Cell>& ours = found->second;
    rows.push_back({row.name, score_text(ours, "sem_seg/pACC"), score_text(ours, "sem_seg/mACC"),
                    score_text(ours, kMeanScore), score_text(ours, kThinScore),
                    decimals(multiply_adds(row, 16) * 1e-9, 2), decimals(mean_score(ours, "seconds"), 0),
                    published(row.pixel_accuracy), published(row.mean_accuracy), published(row.mean_iu)});
  }
  return aligned_table(rows, {false, true, true, true, true, true, true, true, true, true}) +
         "\nGMAC: 1e9 multiply-adds of one " + std::to_string(kSide) + " px scene, 16 classes\n";
}

std::string differences_text(const Cells& cells) {
  std::vector<std::vector<std::string>> rows{{"paired differences", "mean IU", "thin IU"}};
  const std::pair<std::string, std::string> pairs[] = {
      {"fcn32s", "fcn32s-fixed"}, {"fcn16s", "fcn32s"}, {"fcn8s", "fcn16s"}, {"fcn8s", "full-resolution"}};
  for (const auto& [a, b] : pairs) {
    if (!cells.contains(a) || !cells.contains(b)) continue;
    rows.push_back({a + " - " + b, difference_text(cells.at(a), cells.at(b), kMeanScore),
                    difference_text(cells.at(a), cells.at(b), kThinScore)});
  }
  return aligned_table(rows, {false, true, true});
}

/// The cell, trained if it must be; nothing when only finished ones are asked for and it is not.
std::optional<Cell> cell_of(const CellStore& store, const std::string& row, std::uint64_t seed, Config config,
                            const std::string& key, bool print_only) {
  if (print_only) return store.find(row, seed, key);
  return train_cell(store, row, seed, std::move(config), key);
}

/// One seed: the classifier, then each row from the row that it starts from.
void add_cells(Cells& cells, std::uint64_t seed, const ReproduceRequest& request, const Stores& stores) {
  std::map<std::string, std::string> keys{{"", ""}};
  const Config pretrain = pretrain_config(seed);
  keys[kPretrain] = cell_key(pretrain, "");
  cell_of(stores.pretrained, kPretrain, seed, pretrain, keys[kPretrain], request.print_only);
  for (const Row& row : kRows) {
    const Config config = row_config(row, seed, request, stores);
    keys[row.name] = cell_key(config, keys.at(row.starts_from));
    if (std::optional<Cell> cell =
            cell_of(stores.rows, row.name, seed, config, keys[row.name], request.print_only)) {
      add_thin_score(*cell);
      cells[row.name].push_back(std::move(*cell));
    }
  }
}

Cells all_cells(const ReproduceRequest& request, const Stores& stores) {
  Cells cells;
  for (int i = 0; i < request.seeds; ++i)
    add_cells(cells, static_cast<std::uint64_t>(request.first_seed + i), request, stores);
  return cells;
}

std::string json_text(const Cells& cells) {
  nlohmann::json json;
  for (const auto& [row, list] : cells)
    for (const Cell& cell : list) json[row][std::to_string(cell.seed)] = cell.scores;
  return json.dump(1);
}

}  // namespace

int reproduce_fcn(const ReproduceRequest& request) {
  const Stores stores = stores_of(request);
  if (!request.print_only) {
    make_writable_folder(stores.pretrained.folder);
    make_writable_folder(stores.rows.folder);
  }
  const Cells cells = all_cells(request, stores);
  if (request.json) {
    print_result(json_text(cells));
    return 0;
  }
  print_result("FCN (Long, Shelhamer, Darrell 2015); ours on " + request.data +
               ", published on VOC 2011 val, last checkpoints");
  print_result(table_text(cells));
  print_result(differences_text(cells));
  return 0;
}

}  // namespace perpixel
