// The steps of the data doctor, from examined files to findings.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dataset/check.h"
#include "dataset/examine.h"
#include "dataset/pairs.h"

namespace perpixel {

/// A finding keeps this many examples.
inline constexpr std::size_t kFindingExamples = 3;

/// One split: what lies there and what was seen of it; examined[i] belongs to listing.pairs[i].
struct Checked {
  std::string split;
  PairListing listing;
  std::vector<Examined> examined;
};

/// Counts one more of `code`; the first ones leave an example.
void note_finding(DataReport& report, FindingCode code, Severity severity, const FindingExample& example,
                  const std::string& what, const std::string& fix);

/// False, with a note in the report, when `write` throws: the findings matter more than a draft.
bool write_draft(DataReport& report, const std::function<void()>& write);

/// Mates, readability, sizes, copies within and across splits; also fills report.splits and report.notes.
void check_files(const std::vector<Checked>& all, DataReport& report);

/// Values against the label table, which is drafted when none is given; fills report.classes and
/// report.values.
void check_values(const std::vector<Checked>& all, const CheckOptions& options, DataReport& report);

/// Whether any mask is colour-coded.
bool any_color(const std::vector<Checked>& all);

}  // namespace perpixel
