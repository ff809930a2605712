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
    {"fcn32s-fixed", "fcn32s_fixed", kPretrain, "500", "0.003", 83.0, 59.7, 45.4},
    {"fcn32s", "fcn32s", kPretrain, "900", "0.001", 89.1, 73.3, 59.4},
    {"fcn16s", "fcn16s", "fcn32s", "500", "0.0005", 90.0, 75.7, 62.4},
    {"fcn8s", "fcn8s", "fcn16s", "500", "0.0005", 90.3, 75.9, 62.7},
    {"full-resolution", "fcn_fullres", "", "900", "0.002", 0, 0, 0},
};

const std::vector<std::string> kThinClasses{"pole", "wire", "railing"};

/// The size and the classifier's window belong together: 160 / 32 = 5.
Config shared_config(bool scenes) {
  Config config;
  const std::pair<const char*, const char*> settings[] = {
      {"model.width", "0.25"},
      {"model.batch_norm", "true"},
      {"model.fc6_kernel", "5"},
      {"model.fc_channels", "256"},
      {"train.batch", "12"},
      {"train.scale", "[1, 1]"},
      {"train.color_jitter", "0"},
      {"train.ema", "0"},
      {"train.warmup", "50"},
      {"train.eval_period", "0"},
      {"train.checkpoint_period", "250"},
  };
  for (const auto& [key, value] : settings) config.set(key, value, kOrigin);
  config.set("train.crop", scenes ? "[160, 160]" : "[224, 288]", kOrigin);
  return config;
}

std::string scenes_data(std::uint64_t seed, bool classify) {
  return "scenes:seed=" + std::to_string(seed) + ",size=160,count=3000,val_count=300" +
         (classify ? ",task=classify" : "");
}

Config pretrain_config(std::uint64_t seed) {
  Config config = shared_config(true);
  config.set("model.name", "vgg16", kOrigin);
  config.set("model.image_size", "160", kOrigin);
  config.set("data.train", scenes_data(seed, true), kOrigin);
  config.set("train.iters", "1200", kOrigin);
  config.set("train.lr", "0.002", kOrigin);
  return config;
}

Config row_config(const Row& row, std::uint64_t seed, const ReproduceRequest& request,
                  const CellStore& store) {
  const bool scenes = request.data == "scenes";
  Config config = shared_config(scenes);
  config.set("model.name", row.model, kOrigin);
  config.set("data.train", scenes ? scenes_data(seed, false) : request.data, kOrigin);
  config.set("train.iters", row.iterations, kOrigin);
  config.set("train.lr", row.lr, kOrigin);
  if (*row.starts_from) config.set("weights", store.run_folder(row.starts_from, seed).string(), kOrigin);
  return config;
}

double multiply_adds(const Row& row, int classes) {
  Config config = shared_config(true);
  config.set("model.name", row.model, kOrigin);
  ClassList list;
  list.classes.resize(static_cast<std::size_t>(classes));
  const Model model = zoo_entry(row.model).build(model_options_from(config, list));
  return static_cast<double>(
      graph_cost(model.graph(kMainGraph), {{kDataInput, {1, 3, 160, 160}}}).multiply_adds);
}

double thin_iou(const std::vector<Cell>& cells) {
  double sum = 0;
  for (const std::string& name : kThinClasses) sum += mean_score(cells, "sem_seg/IoU-" + name);
  return sum / static_cast<double>(kThinClasses.size());
}

std::string published(double value) { return value > 0 ? decimals(value, 1) : "-"; }

std::string difference_line(const char* what, const std::vector<Cell>& a, const std::vector<Cell>& b) {
  const PairedDifference difference = paired_difference(a, b, "sem_seg/mIoU");
  std::string text =
      "  " + std::string(what) + ": " + (difference.mean >= 0 ? "+" : "") + decimals(difference.mean, 2);
  if (difference.pairs < 2) return text + " (one seed)";
  return text + " +- " + decimals(difference.standard_error, 2) + " over " +
         std::to_string(difference.pairs) + " seeds" + (difference.resolved ? "" : ", not resolved");
}

using Cells = std::map<std::string, std::vector<Cell>>;

std::string table_text(const Cells& cells, bool scenes) {
  std::vector<std::vector<std::string>> rows{{"", "pixel acc.", "mean acc.", "mean IU", "thin IU", "GMAC",
                                              "s/run", "published: pixel acc.", "mean acc.", "mean IU"}};
  for (const Row& row : kRows) {
    const auto found = cells.find(row.name);
    if (found == cells.end() || found->second.empty()) continue;
    const std::vector<Cell>& ours = found->second;
    rows.push_back({row.name, decimals(mean_score(ours, "sem_seg/pACC"), 1),
                    decimals(mean_score(ours, "sem_seg/mACC"), 1),
                    decimals(mean_score(ours, "sem_seg/mIoU"), 1), scenes ? decimals(thin_iou(ours), 1) : "-",
                    decimals(multiply_adds(row, 16) * 1e-9, 2), decimals(mean_score(ours, "seconds"), 0),
                    published(row.pixel_accuracy), published(row.mean_accuracy), published(row.mean_iu)});
  }
  std::string text =
      aligned_table(rows, std::vector<bool>{false, true, true, true, true, true, true, true, true, true});
  text += "\npaired differences of mean IU:\n";
  const std::pair<const char*, const char*> pairs[] = {
      {"fcn32s", "fcn32s-fixed"}, {"fcn16s", "fcn32s"}, {"fcn8s", "fcn16s"}, {"fcn8s", "full-resolution"}};
  for (const auto& [a, b] : pairs)
    if (cells.contains(a) && cells.contains(b))
      text += difference_line((std::string(a) + " - " + b).c_str(), cells.at(a), cells.at(b)) + "\n";
  return text;
}

}  // namespace

int reproduce_fcn(const ReproduceRequest& request) {
  const bool scenes = request.data == "scenes";
  const CellStore store{std::filesystem::path(request.folder) /
                        (scenes ? "fcn" : "fcn-" + request.data.substr(0, request.data.find(':')))};
  make_writable_folder(store.folder);
  Cells cells;
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(request.seeds); ++seed) {
    if (!request.print_only) train_cell(store, kPretrain, seed, pretrain_config(seed));
    for (const Row& row : kRows) {
      Config config = row_config(row, seed, request, store);
      if (!request.print_only) {
        cells[row.name].push_back(train_cell(store, row.name, seed, std::move(config)));
      } else {
        config.set("train.seed", std::to_string(seed), kOrigin);
        if (std::optional<Cell> cell = store.find(row.name, seed, config)) cells[row.name].push_back(*cell);
      }
    }
  }
  if (request.json) {
    nlohmann::json json;
    for (const auto& [row, list] : cells)
      for (const Cell& cell : list) json[row][std::to_string(cell.seed)] = cell.scores;
    print_result(json.dump(1));
  } else {
    print_result("FCN (Long, Shelhamer, Darrell 2015); ours on " + request.data +
                 ", published on VOC 2011 val, last checkpoints");
    print_result(table_text(cells, scenes));
  }
  return 0;
}

}  // namespace perpixel
