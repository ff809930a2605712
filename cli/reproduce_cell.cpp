#include "reproduce_cell.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "file/file.h"
#include "output.h"
#include "training_run.h"
#include "version.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

std::string stem_of(const std::string& row, std::uint64_t seed) {
  return row + "-seed" + std::to_string(seed);
}

nlohmann::json to_json(const Cell& cell) {
  return {{"row", cell.row},
          {"seed", cell.seed},
          {"commit", cell.commit},
          {"key", cell.key},
          {"scores", cell.scores}};
}

/// True when a run with this key was begun before; else marks that one begins now.
bool begun_under(const CellStore& store, const std::string& row, std::uint64_t seed, const std::string& key) {
  const fs::path mark = store.folder / (stem_of(row, seed) + ".begun");
  if (fs::exists(mark) && read_text_file(mark, 64) == key) return true;
  write_file_atomically(mark, key);
  return false;
}

}  // namespace

std::string text_hash(const std::string& text) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

std::string cell_key(const Config& config, const std::string& parent_key) {
  Config plain = config;
  plain.set("output", "", "hash");
  return text_hash(plain.to_yaml() + parent_key);
}

fs::path CellStore::run_folder(const std::string& row, std::uint64_t seed) const {
  return folder / stem_of(row, seed);
}

std::optional<Cell> CellStore::find(const std::string& row, std::uint64_t seed,
                                    const std::string& key) const {
  const fs::path file = folder / (stem_of(row, seed) + ".json");
  if (!fs::exists(file)) return std::nullopt;
  const nlohmann::json json = nlohmann::json::parse(read_text_file(file, 1 << 20), nullptr, false);
  if (json.is_discarded() || json.value("key", "") != key) return std::nullopt;
  return Cell{row, seed, json.value("commit", ""), key,
              json.at("scores").get<std::map<std::string, double>>()};
}

void CellStore::keep(const Cell& cell) const {
  write_file_atomically(folder / (stem_of(cell.row, cell.seed) + ".json"), to_json(cell).dump(1) + "\n");
}

Cell train_cell(const CellStore& store, const std::string& row, std::uint64_t seed, Config config,
                const std::string& key) {
  if (std::optional<Cell> cell = store.find(row, seed, key)) {
    log_line(row + ", seed " + std::to_string(seed) + ": finished before");
    return *cell;
  }
  log_line(row + ", seed " + std::to_string(seed));
  Cell cell{.row = row, .seed = seed, .commit = program_commit(), .key = key};
  TrainingRequest request{
      .config = std::move(config), .run = store.run_folder(row, seed), .overwrite = true, .report = false};
  if (begun_under(store, row, seed, key)) request.resume = "latest";
  const TrainingOutcome outcome = run_training(std::move(request));
  if (outcome.interrupted) throw Interrupted{};
  for (const auto& [name, value] : outcome.scores) cell.scores[name] = value;
  cell.scores["seconds"] = outcome.seconds;
  store.keep(cell);
  return cell;
}

Cell made_cell(const std::string& row, std::uint64_t seed, const std::string& key,
               std::map<std::string, double> scores) {
  return {row, seed, program_commit(), key, std::move(scores)};
}

double mean_score(const std::vector<Cell>& cells, const std::string& score) {
  double sum = 0;
  for (const Cell& cell : cells) sum += cell.scores.contains(score) ? cell.scores.at(score) : NAN;
  return sum / static_cast<double>(cells.size());
}

PairedDifference paired_difference(const std::vector<Cell>& a, const std::vector<Cell>& b,
                                   const std::string& score) {
  std::vector<double> differences;
  for (const Cell& left : a)
    for (const Cell& right : b)
      if (left.seed == right.seed && left.scores.contains(score) && right.scores.contains(score))
        differences.push_back(left.scores.at(score) - right.scores.at(score));
  PairedDifference result{.pairs = static_cast<int>(differences.size())};
  if (differences.empty()) return result;
  const auto n = static_cast<double>(differences.size());
  for (const double difference : differences) result.mean += difference / n;
  if (differences.size() < 2) return result;
  double squares = 0;
  for (const double difference : differences)
    squares += (difference - result.mean) * (difference - result.mean);
  result.standard_error = std::sqrt(squares / (n - 1) / n);
  result.resolved = std::abs(result.mean) > 2 * result.standard_error;
  return result;
}

}  // namespace perpixel
