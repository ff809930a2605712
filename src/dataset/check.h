// The data doctor: reads everything, refuses nothing, and says what is wrong, where, and what to do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/parallel.h"

namespace perpixel {

enum class Severity { error, warning, note };
const char* severity_name(Severity severity);

/// Numbers are stable: printed as D01 ... and never reused for another meaning.
enum class FindingCode : int {
  missing_mask = 1,
  missing_picture = 2,
  unreadable = 3,
  size_mismatch = 4,
  value_outside_table = 5,
  class_never_occurs = 6,
  duplicate_picture = 7,
  split_overlap = 8,
  tiny_picture = 9,
  all_void_mask = 10,
  lossy_mask = 11,
  no_label_table = 12,
  empty_split = 13,
  no_table_possible = 14,
  mixed_pictures = 15,
  single_class = 16,
};
/// "D05"
std::string finding_code_text(FindingCode code);
/// "value_outside_table"
const char* finding_name(FindingCode code);

/// x, y in pixels, -1 when the whole file is meant.
struct FindingExample {
  std::string file;
  int x = -1, y = -1;
  std::string value;
  friend bool operator==(const FindingExample&, const FindingExample&) = default;
};

struct Finding {
  FindingCode code{};
  Severity severity{};
  std::size_t count = 0;
  std::string what;
  std::vector<FindingExample> examples;  // at most three
  std::string fix;
};

/// A value (or colour) as it stands in the mask files.
struct FoundValue {
  std::string value;  // "7" or "#0080ff"
  std::uint64_t pixels = 0;
  std::size_t masks = 0;
  std::string meaning;  // class name, "ignore", or "" outside the table
};

struct CheckedSplit {
  std::string name;
  std::size_t pictures = 0;
};

struct DataReport {
  std::string data;
  std::vector<CheckedSplit> splits;
  bool table_given = true;
  ClassList classes;
  std::vector<FoundValue> values;  // ascending
  std::vector<Finding> findings;   // errors first, then by code
  std::vector<std::string> notes;
  std::filesystem::path table_file, preview_file;  // what was written; empty: nothing
  bool table_kept = false;                         // a file lay where the draft would go
  std::vector<std::string> not_written;            // drafts that could not be written, and why
  bool ok() const;                                 // no finding of severity error
};

struct CheckOptions {
  std::vector<std::string> splits;    // empty: all that exist
  std::filesystem::path write_table;  // when no table is given: where to draft one (an existing file is kept)
  std::filesystem::path write_preview;  // then too, .png or .jpg: the first masks beside their pictures
  int threads = 0;
  Progress progress;
};

/// Throws only when the data cannot be found at all (dataset_layout, bad_value ...). Drafts that cannot be
/// written are named in the report.
DataReport check_dataset(const std::string& data, const CheckOptions& options = {});

std::string report_text(const DataReport& report);
std::string report_json(const DataReport& report);

}  // namespace perpixel
