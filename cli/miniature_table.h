// A published table in miniature: rows trained (or made from trained rows) over several seeds, published
// figures beside ours. The tables themselves are data, one file each (cli/reproduce_*.cpp).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "reproduce_tables.h"

namespace perpixel {

/// The classifier that trunks start from, where a row says so.
inline constexpr const char* kPretrain = "pretrain";

/// "sem_seg/mIoU", ... x100, as validation names them; "sem_seg/mIoU-thin" is the mean IU of thin classes.
inline constexpr const char* kMeanScore = "sem_seg/mIoU";
inline constexpr const char* kThinScore = "sem_seg/mIoU-thin";
inline constexpr const char* kPixelScore = "sem_seg/pACC";
inline constexpr const char* kMeanAccuracyScore = "sem_seg/mACC";

using TableSettings = std::vector<std::pair<const char*, std::string>>;  // configuration key, value

/// What a row that is not trained itself is made from.
struct FinishedRows {
  std::vector<std::filesystem::path> runs;  // of the rows in `made_of`, in order
  std::string data;                         // its split val is scored
};

struct TableRow {
  const char* name;
  const char* model = "";         // in the zoo; "" = made of other rows
  const char* starts_from = "";   // kPretrain, another row, or "" for random weights
  TableSettings settings;         // on top of the table's
  std::vector<double> published;  // one a published column; NAN = not published
  /// For rows that are made of other rows: their names, and the scores.
  std::vector<const char*> made_of;
  std::map<std::string, double> (*make)(const FinishedRows& finished) = nullptr;
};

struct TableColumn {
  const char* title;
  const char* score;
};

struct MiniatureTable {
  const char* name;   // folder of its cells, and the word after `reproduce`
  const char* title;  // what was published, and where
  int side = 96;      // px, of a scene
  std::vector<TableColumn> columns;
  std::vector<const char*> published_columns;
  TableSettings settings;        // of every row
  TableSettings photo_settings;  // of every row when the data are not scenes
  std::vector<TableRow> rows;
  std::vector<std::pair<const char*, const char*>> pairs;  // a - b is printed over the same seeds
  const char* note = "";                                   // a line under the table
};

/// Trains what is missing, prints table and paired differences. Throws Interrupted.
int reproduce(const MiniatureTable& table, const ReproduceRequest& request);

/// The settings that all miniatures share: quarter width, batch norm, whole scenes, no jitter.
TableSettings miniature_settings(int side, int batch = 16);

}  // namespace perpixel
