#include "dataset/check.h"

#include <algorithm>

#include "dataset/check_steps.h"
#include "dataset/preview.h"
#include "error/error.h"

namespace perpixel {
namespace {

/// Only with a draft of a table, which it is made to judge.
void write_preview(const std::vector<Checked>& all, const CheckOptions& options, DataReport& report) {
  if (options.write_preview.empty() || report.table_given || report.classes.size() == 0) return;
  for (const Checked& checked : all) {
    const Image sheet = preview_of(checked.listing.pairs, report.classes);
    if (sheet.empty()) continue;
    if (write_draft(report, [&] { write_image(options.write_preview, sheet); }))
      report.preview_file = options.write_preview;
    return;
  }
}

std::size_t total_pairs(const std::vector<Checked>& all) {
  std::size_t total = 0;
  for (const Checked& checked : all) total += checked.listing.pairs.size();
  return total;
}

void examine_all(std::vector<Checked>& all, bool by_color, const CheckOptions& options) {
  const std::size_t total = total_pairs(all);
  std::size_t before = 0;
  for (Checked& checked : all) {
    const Progress progress = [&](std::size_t done, std::size_t) {
      if (options.progress) options.progress(before + done, total);
    };
    checked.examined.resize(checked.listing.pairs.size());
    for_each_index(
        checked.examined.size(), options.threads,
        [&](std::size_t i) { checked.examined[i] = examine(checked.listing.pairs[i], by_color); }, progress);
    before += checked.examined.size();
  }
}

std::vector<Checked> list_splits(const DatasetKind& kind, const DataSpec& spec,
                                 const std::vector<std::string>& splits) {
  std::vector<Checked> all;
  for (const std::string& split : splits) all.push_back({split, kind.list(spec, split), {}});
  return all;
}

void check_pairs(const DatasetKind& kind, const DataSpec& spec, const CheckOptions& options,
                 DataReport& report) {
  const auto splits = options.splits.empty() ? kind.splits(spec) : options.splits;
  std::vector<Checked> all = list_splits(kind, spec, splits);
  for (const Checked& checked : all) require_pictures(checked.listing);
  if (all.empty()) throw Error(ErrorCode::dataset_layout, report.data + ": no splits found");
  const bool given = all.front().listing.has_table;
  examine_all(all, given && all.front().listing.classes.by_color, options);
  // Colour masks among indexed ones: then the palettes' colours count.
  if (!given && any_color(all)) examine_all(all, true, options);
  check_files(all, report);
  check_values(all, options, report);
  write_preview(all, options, report);
}

/// Generated sets have no files: their truths are counted as they come.
void check_generated(const DatasetKind& kind, const DataSpec& spec, const CheckOptions& options,
                     DataReport& report) {
  const auto splits = options.splits.empty() ? kind.splits(spec) : options.splits;
  std::vector<std::uint64_t> pixels;
  std::vector<std::size_t> pictures;
  for (const std::string& split : splits) {
    const Dataset dataset = kind.open(spec, split);
    report.splits.push_back({split, dataset.size()});
    report.classes = dataset.classes;
    std::vector<std::vector<std::uint64_t>> counts(dataset.size());
    for_each_index(
        dataset.size(), options.threads,
        [&](std::size_t i) {
          counts[i].resize(dataset.classes.size() + 1);
          const Example example = dataset.load(i);
          if (!example.labels) return;
          for (const ClassId id : example.labels->ids)
            ++counts[i][std::min<std::size_t>(id, dataset.classes.size())];
        },
        options.progress);
    pixels.resize(dataset.classes.size() + 1);
    pictures.resize(pixels.size());
    for (const auto& one : counts) {
      for (std::size_t c = 0; c < one.size(); ++c) pixels[c] += one[c], pictures[c] += one[c] > 0;
    }
  }
  for (std::size_t c = 0; c < report.classes.size(); ++c) {
    const ClassInfo& info = report.classes.classes[c];
    if (pixels[c] > 0) {
      report.values.push_back({std::to_string(info.file_id), pixels[c], pictures[c], info.name});
    } else {
      note_finding(report, FindingCode::class_never_occurs, Severity::warning, {.value = info.name},
                   "classes that never occur", "make more scenes");
    }
  }
}

}  // namespace

void note_finding(DataReport& report, FindingCode code, Severity severity, const FindingExample& example,
                  const std::string& what, const std::string& fix) {
  auto at = std::find_if(report.findings.begin(), report.findings.end(),
                         [&](const Finding& finding) { return finding.code == code; });
  if (at == report.findings.end()) {
    report.findings.push_back({.code = code, .severity = severity, .what = what, .fix = fix});
    at = report.findings.end() - 1;
  }
  ++at->count;
  if (at->examples.size() < kFindingExamples) at->examples.push_back(example);
}

bool write_draft(DataReport& report, const std::function<void()>& write) {
  try {
    write();
    return true;
  } catch (const Error& error) {
    report.not_written.push_back(error.what());
    return false;
  }
}

bool DataReport::ok() const {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.severity == Severity::error; });
}

DataReport check_dataset(const std::string& data, const CheckOptions& options) {
  const DataSpec spec = parse_data_spec(data);
  const DatasetKind& kind = dataset_kind(spec.kind);
  DataReport report{.data = data};
  if (kind.list) {
    check_pairs(kind, spec, options, report);
  } else {
    check_generated(kind, spec, options, report);
  }
  std::stable_sort(report.findings.begin(), report.findings.end(), [](const Finding& a, const Finding& b) {
    return a.severity != b.severity ? a.severity < b.severity : a.code < b.code;
  });
  return report;
}

}  // namespace perpixel
