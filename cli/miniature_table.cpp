#include "miniature_table.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "deploy/model_options.h"
#include "error/error.h"
#include "file/file.h"
#include "graph/cost.h"
#include "model/model.h"
#include "output.h"
#include "reproduce_cell.h"

namespace perpixel {

namespace {

constexpr const char* kOrigin = "reproduce";
// Of the scenes, and of CamVid.
constexpr const char* kThinClasses[] = {"pole", "wire", "railing", "Pole", "SignSymbol"};

using Cells = std::map<std::string, std::vector<Cell>>;

void set_all(Config& config, const TableSettings& settings) {
  for (const auto& [key, value] : settings) config.set(key, value, kOrigin);
}

std::string scenes_data(int side, std::uint64_t seed, bool classify) {
  return "scenes:seed=" + std::to_string(seed) + ",size=" + std::to_string(side) +
         ",count=4000,val_count=400" + (classify ? ",task=classify" : "");
}

/// One table at work: where its cells are, what each row is trained with.
class Miniature {
 public:
  Miniature(const MiniatureTable& table, const ReproduceRequest& request)
      : table_(table), request_(request), pretrained_{folder(kPretrain)}, rows_{folder(rows_folder())} {
    if (request_.print_only) return;
    make_writable_folder(pretrained_.folder);
    make_writable_folder(rows_.folder);
  }

  Cells cells() {
    Cells all;
    for (int i = 0; i < request_.seeds; ++i)
      add_seed(all, static_cast<std::uint64_t>(request_.first_seed + i));
    return all;
  }

  double multiply_adds(const TableRow& row) const {
    Config config;
    set_all(config, table_.settings);
    set_all(config, row.settings);
    config.set("model.name", row.model, kOrigin);
    ClassList list;
    list.classes.resize(16);
    const Model model = zoo_entry(row.model).build(model_options_from(config, list));
    std::map<std::string, Shape> shapes;
    for (const GraphInput& input : model.graph(kMainGraph).inputs) shapes[input.name] = input.shape;
    shapes[kDataInput] = {1, 3, table_.side, table_.side};
    return static_cast<double>(graph_cost(model.graph(kMainGraph), shapes).multiply_adds);
  }

 private:
  bool on_scenes() const { return request_.data == "scenes"; }
  std::filesystem::path folder(const std::string& name) const {
    return std::filesystem::path(request_.folder) / name;
  }
  std::string rows_folder() const {
    if (on_scenes()) return table_.name;
    const std::string kind = request_.data.substr(0, request_.data.find(':'));
    return std::string(table_.name) + "-" + kind + "-" + text_hash(request_.data).substr(0, 8);
  }
  std::string data(std::uint64_t seed) const {
    return on_scenes() ? scenes_data(table_.side, seed, false) : request_.data;
  }
  /// The classifiers of different widths and sizes lie side by side, shared by all tables.
  std::string pretrain_row() const {
    return std::string(kPretrain) + "-" + text_hash(pretrain_config(0).to_yaml()).substr(0, 6);
  }

  Config pretrain_config(std::uint64_t seed) const {
    Config config;
    set_all(config, miniature_settings(table_.side));
    config.set("model.name", "vgg16", kOrigin);
    config.set("model.image_size", std::to_string(table_.side), kOrigin);
    config.set("data.train", scenes_data(table_.side, seed, true), kOrigin);
    config.set("train.iters", "700", kOrigin);
    config.set("train.lr", "0.002", kOrigin);
    config.set("train.seed", std::to_string(seed), kOrigin);
    return config;
  }

  Config row_config(const TableRow& row, std::uint64_t seed) const {
    Config config;
    set_all(config, table_.settings);
    if (!on_scenes()) set_all(config, table_.photo_settings);
    config.set("model.name", row.model, kOrigin);
    config.set("data.train", data(seed), kOrigin);
    config.set("train.seed", std::to_string(seed), kOrigin);
    set_all(config, row.settings);
    const std::string from = row.starts_from;
    if (from == kPretrain)
      config.set("weights", pretrained_.run_folder(pretrain_row(), seed).string(), kOrigin);
    else if (!from.empty())
      config.set("weights", rows_.run_folder(from, seed).string(), kOrigin);
    return config;
  }

  /// The cell, trained if it must be; nothing when only finished ones are asked for and it is not.
  std::optional<Cell> trained(const CellStore& store, const std::string& row, std::uint64_t seed,
                              Config config, const std::string& key) const {
    if (request_.print_only) return store.find(row, seed, key);
    return train_cell(store, row, seed, std::move(config), key);
  }

  std::optional<Cell> made(const TableRow& row, std::uint64_t seed, const std::string& key) const {
    if (std::optional<Cell> cell = rows_.find(row.name, seed, key); cell || request_.print_only) return cell;
    log_line(std::string(row.name) + ", seed " + std::to_string(seed));
    FinishedRows finished{.data = data(seed)};
    for (const char* part : row.made_of) finished.runs.push_back(rows_.run_folder(part, seed));
    const Cell cell = made_cell(row.name, seed, key, row.make(finished));
    rows_.keep(cell);
    return cell;
  }

  std::string key_of(const TableRow& row, std::uint64_t seed,
                     const std::map<std::string, std::string>& keys) const {
    if (*row.model) return cell_key(row_config(row, seed), keys.at(row.starts_from));
    std::string parts = row.name;
    for (const char* part : row.made_of) parts += keys.at(part);
    return text_hash(parts + data(seed));
  }

  bool needs_pretrained() const {
    for (const TableRow& row : table_.rows)
      if (std::string(row.starts_from) == kPretrain) return true;
    return false;
  }

  /// One seed: the classifier, then each row from the row that it starts from.
  void add_seed(Cells& cells, std::uint64_t seed) {
    std::map<std::string, std::string> keys{{"", ""}};
    if (needs_pretrained()) {
      const Config pretrain = pretrain_config(seed);
      keys[kPretrain] = cell_key(pretrain, "");
      trained(pretrained_, pretrain_row(), seed, pretrain, keys[kPretrain]);
    }
    for (const TableRow& row : table_.rows) {
      const std::string key = keys[row.name] = key_of(row, seed, keys);
      std::optional<Cell> cell =
          *row.model ? trained(rows_, row.name, seed, row_config(row, seed), key) : made(row, seed, key);
      if (!cell) continue;
      add_thin_score(*cell);
      cells[row.name].push_back(std::move(*cell));
    }
  }

  /// Mean IU of the thin classes that the data has, as one more score of the cell.
  static void add_thin_score(Cell& cell) {
    double sum = 0, count = 0;
    for (const char* name : kThinClasses)
      if (const auto found = cell.scores.find(std::string("sem_seg/IoU-") + name);
          found != cell.scores.end()) {
        sum += found->second;
        count += 1;
      }
    if (count > 0) cell.scores[kThinScore] = sum / count;
  }

  const MiniatureTable& table_;
  const ReproduceRequest& request_;
  CellStore pretrained_, rows_;
};

std::string number_text(double value, int digits) {
  return std::isnan(value) ? "-" : decimals(value, digits);
}

std::string difference_text(const std::vector<Cell>& a, const std::vector<Cell>& b, const char* score) {
  const PairedDifference difference = paired_difference(a, b, score);
  if (difference.pairs == 0) return "-";
  const std::string text = (difference.mean >= 0 ? "+" : "") + decimals(difference.mean, 2);
  if (difference.pairs < 2) return text + " (one seed)";
  return text + " +- " + decimals(difference.standard_error, 2) +
         (difference.resolved ? "" : " (not resolved)");
}

/// Text columns are aligned left, figures right.
std::string first_left(const std::vector<std::vector<std::string>>& rows) {
  std::vector<bool> right(rows.front().size(), true);
  right.front() = false;
  return aligned_table(rows, right);
}

std::string table_text(const MiniatureTable& table, const Miniature& work, const Cells& cells) {
  std::vector<std::vector<std::string>> rows(1, {""});
  for (const TableColumn& column : table.columns) rows[0].emplace_back(column.title);
  for (const char* title : {"GMAC", "s/run"}) rows[0].emplace_back(title);
  for (const char* title : table.published_columns) rows[0].push_back(std::string("published: ") + title);
  for (const TableRow& row : table.rows) {
    const auto found = cells.find(row.name);
    rows.push_back({row.name});
    for (const TableColumn& column : table.columns)
      rows.back().push_back(found == cells.end() ? "-"
                                                 : number_text(mean_score(found->second, column.score), 1));
    rows.back().push_back(*row.model ? decimals(work.multiply_adds(row) * 1e-9, 2) : "");
    rows.back().push_back(found == cells.end() ? "-" : number_text(mean_score(found->second, "seconds"), 0));
    for (std::size_t i = 0; i < table.published_columns.size(); ++i)
      rows.back().push_back(i < row.published.size() ? number_text(row.published[i], 1) : "-");
  }
  return first_left(rows) + "\nGMAC: 1e9 multiply-adds of one " + std::to_string(table.side) +
         " px scene, 16 classes\n" + table.note;
}

std::string differences_text(const MiniatureTable& table, const Cells& cells) {
  std::vector<std::vector<std::string>> rows(1, {"paired differences"});
  for (const TableColumn& column : table.columns) rows[0].emplace_back(column.title);
  for (const auto& [a, b] : table.pairs) {
    if (!cells.contains(a) || !cells.contains(b)) continue;
    rows.push_back({std::string(a) + " - " + b});
    for (const TableColumn& column : table.columns)
      rows.back().push_back(difference_text(cells.at(a), cells.at(b), column.score));
  }
  return rows.size() > 1 ? first_left(rows) : "";
}

const TableRow& row_named(const MiniatureTable& table, const std::string& name) {
  for (const TableRow& row : table.rows)
    if (name == row.name) return row;
  throw Error(ErrorCode::bad_value, std::string(table.name) + " has no row \"" + name + "\"");
}

/// Of the pairs whose two mean IUs are published: which came out in the published order.
std::string orders_text(const MiniatureTable& table, const Cells& cells) {
  std::string same, other;
  for (const auto& [a, b] : table.pairs) {
    const auto published = [&](const char* name) {
      const TableRow& row = row_named(table, name);
      return row.published.empty() ? std::nan("") : row.published[0];
    };
    const double theirs = published(a) - published(b);
    if (std::isnan(theirs) || theirs == 0 || !cells.contains(a) || !cells.contains(b)) continue;
    const PairedDifference ours = paired_difference(cells.at(a), cells.at(b), kMeanScore);
    if (ours.pairs == 0) continue;
    const std::string pair = theirs > 0 ? std::string(b) + " < " + a : std::string(a) + " < " + b;
    std::string& list = (ours.mean > 0) == (theirs > 0) ? same : other;
    list += (list.empty() ? "" : ", ") + pair + (ours.resolved ? "" : " (not resolved)");
  }
  std::string text;
  if (!same.empty()) text += "published order, mean IU: " + same + "\n";
  if (!other.empty()) text += "NOT in the published order here: " + other + "\n";
  return text;
}

std::string json_text(const Cells& cells) {
  nlohmann::json json;
  for (const auto& [row, list] : cells)
    for (const Cell& cell : list) json[row][std::to_string(cell.seed)] = cell.scores;
  return json.dump(1);
}

}  // namespace

TableSettings miniature_settings(int side, int batch) {
  const std::string px = std::to_string(side);
  return {{"model.width", "0.25"},
          {"model.batch_norm", "true"},
          {"model.fc_channels", "256"},
          {"model.fc6_kernel", std::to_string(side / 32)},  // the classifier's window on pool5: all of it
          {"train.scale", "[1, 1]"},
          {"train.color_jitter", "0"},
          {"train.ema", "0"},
          {"train.warmup", "50"},
          {"train.eval_period", "0"},
          {"train.checkpoint_period", "250"},
          {"train.crop", "[" + px + ", " + px + "]"},
          {"train.batch", std::to_string(batch)}};
}

int reproduce(const MiniatureTable& table, const ReproduceRequest& request) {
  Miniature work(table, request);
  const Cells cells = work.cells();
  if (request.json) {
    print_result(json_text(cells));
    return 0;
  }
  print_result(std::string(table.title) + "; ours on " + request.data + ", last checkpoints");
  print_result(table_text(table, work, cells));
  if (const std::string differences = differences_text(table, cells); !differences.empty())
    print_result(differences + "\n" + orders_text(table, cells));
  return 0;
}

}  // namespace perpixel
