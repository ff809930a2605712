#include "dataset/check_steps.h"

#include <algorithm>
#include <cstdio>

#include "dataset/class_table.h"
#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

MaskScan scan_of(const std::vector<Checked>& all, bool by_color) {
  MaskScan scan{.by_color = by_color};
  for (const Checked& checked : all) {
    for (const Examined& e : checked.examined) {
      if (!e.histogram) continue;
      add_to_scan(scan, *e.histogram);
      ++scan.masks_read;
    }
  }
  scan.masks_total = scan.masks_read;
  return scan;
}

std::optional<ClassId> lookup(std::uint32_t value, bool is_color, const ClassList& classes) {
  if (!classes.by_color) return is_color ? std::nullopt : classes.train_id_of(static_cast<int>(value));
  if (is_color) return classes.train_id_of(color_of_value(value));
  const auto grey = static_cast<std::uint8_t>(std::min<std::uint32_t>(value, 255));
  return classes.train_id_of(Rgb{grey, grey, grey});
}

std::string meaning_of(const std::optional<ClassId>& id, const ClassList& classes) {
  if (!id) return "";
  return *id == kIgnore ? "ignore" : classes.classes[*id].name;
}

void add_values(const MaskScan& scan, DataReport& report) {
  for (const ValueCount& v : scan.values) {
    const auto id = lookup(v.value, scan.by_color, report.classes);
    report.values.push_back(
        {value_text(v.value, scan.by_color), v.pixels, v.masks, meaning_of(id, report.classes)});
  }
}

FindingExample outside_example(const Pair& pair, const MaskHistogram& histogram,
                               const std::pair<std::uint32_t, std::uint64_t>& entry, bool by_color,
                               bool locate) {
  const auto& [value, pixels] = entry;
  FindingExample example{
      .file = pair.mask.string(),
      .value = value_text(value, histogram.is_color) + " (" + std::to_string(pixels) + " pixels)"};
  if (!locate) return example;
  if (const auto place = find_value(pair.mask, value, histogram.is_color, by_color)) {
    example.x = place->x;
    example.y = place->y;
  }
  return example;
}

std::size_t examples_of(const DataReport& report, FindingCode code) {
  for (const Finding& finding : report.findings) {
    if (finding.code == code) return finding.examples.size();
  }
  return 0;
}

void check_outside(const Checked& checked, DataReport& report) {
  constexpr FindingCode kCode = FindingCode::value_outside_table;
  for (std::size_t i = 0; i < checked.examined.size(); ++i) {
    const auto& histogram = checked.examined[i].histogram;
    if (!histogram) continue;
    const auto outside = std::find_if(
        histogram->counts.begin(), histogram->counts.end(),
        [&](const auto& entry) { return !lookup(entry.first, histogram->is_color, report.classes); });
    if (outside == histogram->counts.end()) continue;
    // Finding the pixel reads the mask again: only for the examples that are kept.
    const bool locate = examples_of(report, kCode) < kFindingExamples;
    note_finding(
        report, kCode, Severity::error,
        outside_example(checked.listing.pairs[i], *histogram, *outside, report.classes.by_color, locate),
        "masks with a value outside the label table",
        "add the value to `classes` or `ignore` of the table, or mend the masks");
  }
}

bool is_all_void(const MaskHistogram& histogram, const ClassList& classes) {
  return std::all_of(histogram.counts.begin(), histogram.counts.end(), [&](const auto& entry) {
    return lookup(entry.first, histogram.is_color, classes) == kIgnore;
  });
}

void check_void(const Checked& checked, DataReport& report) {
  for (std::size_t i = 0; i < checked.examined.size(); ++i) {
    const auto& histogram = checked.examined[i].histogram;
    if (!histogram || histogram->counts.empty() || !is_all_void(*histogram, report.classes)) continue;
    note_finding(report, FindingCode::all_void_mask, Severity::warning,
                 {.file = checked.listing.pairs[i].mask.string()}, "masks that are void everywhere",
                 "they teach nothing; label or remove them");
  }
}

/// Which classes occur in the masks, or as image classes.
std::vector<bool> occurring(const std::vector<Checked>& all, const MaskScan& scan, const ClassList& classes) {
  std::vector<bool> occurs(classes.size());
  for (const ValueCount& v : scan.values) {
    const auto id = lookup(v.value, scan.by_color, classes);
    if (id && *id != kIgnore) occurs[*id] = true;
  }
  for (const Checked& checked : all) {
    for (const Pair& pair : checked.listing.pairs) {
      if (pair.image_class >= 0) occurs[static_cast<std::size_t>(pair.image_class)] = true;
    }
  }
  return occurs;
}

void check_classes(const std::vector<Checked>& all, const MaskScan& scan, DataReport& report) {
  const std::vector<bool> occurs = occurring(all, scan, report.classes);
  for (std::size_t c = 0; c < occurs.size(); ++c) {
    if (occurs[c]) continue;
    note_finding(report, FindingCode::class_never_occurs, Severity::warning,
                 {.value = report.classes.classes[c].name}, "classes that never occur",
                 "remove them from the table, or check that no mask is missing");
  }
  if (std::count(occurs.begin(), occurs.end(), true) == 1) {
    note_finding(report, FindingCode::single_class, Severity::warning, {}, "only one class occurs",
                 "a network needs something to tell apart");
  }
}

std::vector<std::string> comments_of(const DataReport& report, const MaskScan& scan) {
  std::uint64_t all = 0;
  for (const ValueCount& v : scan.values) all += v.pixels;
  std::vector<std::string> comments(report.classes.size());
  for (std::size_t i = 0; i < scan.values.size(); ++i) {
    const ValueCount& v = scan.values[i];
    const auto id = lookup(v.value, scan.by_color, report.classes);
    if (!id || *id == kIgnore) continue;
    char text[96];
    std::snprintf(text, sizeof text, "%.3g %% of pixels, in %zu of %zu masks",
                  100.0 * static_cast<double>(v.pixels) / static_cast<double>(all), v.masks, scan.masks_read);
    comments[*id] = text;
  }
  return comments;
}

void write_table(const DataReport& report, const MaskScan& scan, const fs::path& path) {
  const std::string head =
      "# Label table drafted from the masks: give each class its name, move what is void to `ignore`.\n"
      "# id: the value in the masks; color: in pictures of predictions.\n";
  write_file_atomically(path, head + class_table_text(report.classes, comments_of(report, scan)));
}

/// Where the draft lies and where a table is found without being named.
std::string table_fix(const DataReport& report, const CheckOptions& options, const fs::path& root) {
  const bool drafted = report.table_kept || !report.table_file.empty();
  const std::string what =
      drafted ? "edit the drafted " + absolute_path(options.write_table).string() : "write a label table";
  return what + " and keep it as " + (root / "classes.yaml").string() + ", or give table=FILE";
}

void make_table(const MaskScan& scan, const CheckOptions& options, const fs::path& root, DataReport& report) {
  report.table_given = false;
  try {
    report.classes = automatic_table(scan, report.data);
  } catch (const Error& error) {
    note_finding(report, FindingCode::no_table_possible, Severity::error, {.value = error.what()},
                 "no label table can be made from the masks", error.hint());
    return;
  }
  if (!options.write_table.empty()) {
    report.table_kept = path_exists(options.write_table);
    if (!report.table_kept && write_draft(report, [&] { write_table(report, scan, options.write_table); }))
      report.table_file = options.write_table;
  }
  note_finding(report, FindingCode::no_label_table, Severity::note, {},
               "no label table: made one of " + std::to_string(report.classes.size()) +
                   " classes from the values found",
               table_fix(report, options, root));
}

}  // namespace

bool any_color(const std::vector<Checked>& all) {
  for (const Checked& checked : all) {
    for (const Examined& e : checked.examined) {
      if (e.histogram && e.histogram->is_color) return true;
    }
  }
  return false;
}

void check_values(const std::vector<Checked>& all, const CheckOptions& options, DataReport& report) {
  const bool given = all.front().listing.has_table;
  const bool by_color = given ? all.front().listing.classes.by_color : any_color(all);
  const MaskScan scan = scan_of(all, by_color);
  if (given) {
    report.classes = all.front().listing.classes;
  } else {
    make_table(scan, options, all.front().listing.root, report);
  }
  add_values(scan, report);
  if (report.classes.size() == 0) return;
  for (const Checked& checked : all) {
    check_outside(checked, report);
    check_void(checked, report);
  }
  check_classes(all, scan, report);
}

}  // namespace perpixel
