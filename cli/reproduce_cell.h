// One cell (row, seed) of a table: trained once, kept as a small JSON, reused by every later run of the
// table.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"

namespace perpixel {

struct Cell {
  std::string row;
  std::uint64_t seed = 0;
  std::string commit, key;
  std::map<std::string, double> scores;  // "sem_seg/mIoU", "seconds", …
};

/// Where a table keeps its cells and runs.
struct CellStore {
  std::filesystem::path folder;

  std::filesystem::path run_folder(const std::string& row, std::uint64_t seed) const;
  /// The cell if it was finished under this very key; nothing else counts.
  std::optional<Cell> find(const std::string& row, std::uint64_t seed, const std::string& key) const;
  void keep(const Cell& cell) const;
};

/// 16 hexadecimal digits over the configuration's values (not their origins, not the output folder) and over
/// the key of the cell that its weights come from.
std::string cell_key(const Config& config, const std::string& parent_key);
/// 16 hexadecimal digits (FNV-1a).
std::string text_hash(const std::string& text);

/// Trains the cell unless it is there. A run left half done goes on only if it was begun under this key.
/// Throws Interrupted after Ctrl-C: finished cells stay.
struct Interrupted {};
Cell train_cell(const CellStore& store, const std::string& row, std::uint64_t seed, Config config,
                const std::string& key);

/// A cell that needed no training.
Cell made_cell(const std::string& row, std::uint64_t seed, const std::string& key,
               std::map<std::string, double> scores);

/// Mean of a - b over the seeds that both rows have, and whether it is more than twice its standard error
/// (with one seed: nothing is resolved).
struct PairedDifference {
  double mean = 0, standard_error = 0;
  int pairs = 0;
  bool resolved = false;
};
PairedDifference paired_difference(const std::vector<Cell>& a, const std::vector<Cell>& b,
                                   const std::string& score);
double mean_score(const std::vector<Cell>& cells, const std::string& score);

}  // namespace perpixel
