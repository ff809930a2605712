#include "dataset/check.h"

#include <algorithm>
#include <map>

#include "dataset/class_table.h"
#include "dataset/examine.h"
#include "dataset/preview.h"
#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr std::size_t kExamples = 3;
constexpr int kTiny = 32;

/// All findings of one code, in the making.
void note(DataReport& report, FindingCode code, Severity severity, const FindingExample& example,
          const std::string& what, const std::string& fix) {
  auto at = std::find_if(report.findings.begin(), report.findings.end(),
                         [&](const Finding& finding) { return finding.code == code; });
  if (at == report.findings.end()) {
    report.findings.push_back({.code = code, .severity = severity, .what = what, .fix = fix});
    at = report.findings.end() - 1;
  }
  ++at->count;
  if (at->examples.size() < kExamples) at->examples.push_back(example);
}

struct Checked {
  std::string split;
  PairListing listing;
  std::vector<Examined> examined;
};

// ---- files ----

void check_mates(const PairListing& listing, DataReport& report) {
  for (const std::string& line : listing.listed_but_absent) {
    note(report, FindingCode::missing_picture, Severity::error, {.file = line}, "pictures that are not there",
         "restore the picture, or remove its mask or its line in the list");
  }
  for (const fs::path& mask : listing.masks_without_picture) {
    note(report, FindingCode::missing_picture, Severity::error, {.file = mask.string()},
         "pictures that are not there", "restore the picture, or remove its mask or its line in the list");
  }
  if (!listing.masks_required) return;
  for (const fs::path& picture : listing.pictures_without_mask) {
    note(report, FindingCode::missing_mask, Severity::error, {.file = picture.string()},
         "pictures without mask",
         "a mask has its picture's name; add the mask, remove the picture, or (folder:) set missing=skip");
  }
}

void check_reading(const Examined& examined, DataReport& report) {
  if (examined.unreadable) {
    note(report, FindingCode::unreadable, Severity::error,
         {.file = examined.unreadable->file, .value = examined.unreadable->what}, "files that cannot be read",
         "copy or export them again: they are cut off, broken or of another format");
  }
  if (examined.size_mismatch) {
    note(report, FindingCode::size_mismatch, Severity::error,
         {.file = examined.size_mismatch->file, .value = examined.size_mismatch->what},
         "masks of another size than their picture", "resize the masks without interpolation (nearest)");
  }
}

void check_picture(const Pair& pair, const Examined& examined, DataReport& report) {
  if (examined.height > 0 && std::min(examined.height, examined.width) < kTiny) {
    note(report, FindingCode::tiny_picture, Severity::warning,
         {.file = pair.picture.string(),
          .value = std::to_string(examined.width) + "x" + std::to_string(examined.height)},
         "pictures with a side below 32 pixels", "networks with stride 32 see such a picture as one cell");
  }
  if (examined.lossy_mask) {
    note(report, FindingCode::lossy_mask, Severity::warning, {.file = pair.mask.string()},
         "masks stored as JPEG", "JPEG changes values at every edge; export the masks as PNG");
  }
}

void check_alike(const std::vector<Checked>& all, DataReport& report) {
  std::map<std::string, std::pair<std::size_t, std::string>> kinds;
  for (const Checked& checked : all) {
    for (std::size_t i = 0; i < checked.examined.size(); ++i) {
      const Examined& e = checked.examined[i];
      if (e.height == 0) continue;
      auto& [count, file] = kinds[std::to_string(e.channels) + " " + sample_type_name(e.type) + " channels"];
      if (count++ == 0) file = checked.listing.pairs[i].picture.string();
    }
  }
  if (kinds.size() < 2) return;
  for (const auto& [kind, seen] : kinds) {
    note(report, FindingCode::mixed_pictures, Severity::note,
         {.file = seen.second, .value = kind + " in " + std::to_string(seen.first) + " pictures"},
         "kinds of pictures are mixed",
         "they are brought to the model's number of channels; check that it is meant");
  }
}

// ---- copies ----

struct Seen {
  std::string split, file;
};

void check_copies(const std::vector<Checked>& all, DataReport& report) {
  std::map<std::uint64_t, Seen> seen;
  for (const Checked& checked : all) {
    for (std::size_t i = 0; i < checked.examined.size(); ++i) {
      const std::uint64_t hash = checked.examined[i].picture_hash;
      const std::string file = checked.listing.pairs[i].picture.string();
      if (hash == 0) continue;
      const auto [at, fresh] = seen.emplace(hash, Seen{checked.split, file});
      if (fresh) continue;
      const FindingExample example{.file = file, .value = "same bytes as " + at->second.file};
      if (at->second.split == checked.split) {
        note(report, FindingCode::duplicate_picture, Severity::warning, example, "pictures that occur twice",
             "remove one of each: it counts double, and copies may end up in train and val");
      } else {
        note(report, FindingCode::split_overlap, Severity::warning, example,
             "pictures that are in two splits",
             "remove them from one: scores on pictures seen in training say nothing");
      }
    }
  }
}

// ---- values ----

bool any_color(const std::vector<Checked>& all) {
  for (const Checked& checked : all) {
    for (const Examined& e : checked.examined) {
      if (e.histogram && e.histogram->is_color) return true;
    }
  }
  return false;
}

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
    const bool locate = examples_of(report, kCode) < kExamples;
    note(report, kCode, Severity::error,
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
    note(report, FindingCode::all_void_mask, Severity::warning,
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
    note(report, FindingCode::class_never_occurs, Severity::warning,
         {.value = report.classes.classes[c].name}, "classes that never occur",
         "remove them from the table, or check that no mask is missing");
  }
  if (std::count(occurs.begin(), occurs.end(), true) == 1) {
    note(report, FindingCode::single_class, Severity::warning, {}, "only one class occurs",
         "a network needs something to tell apart");
  }
}

// ---- the table ----

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

void make_table(const MaskScan& scan, const CheckOptions& options, DataReport& report) {
  report.table_given = false;
  try {
    report.classes = automatic_table(scan, report.data);
  } catch (const Error& error) {
    note(report, FindingCode::no_table_possible, Severity::error, {.value = error.what()},
         "no label table can be made from the masks", error.hint());
    return;
  }
  note(report, FindingCode::no_label_table, Severity::note, {},
       "no label table: made one of " + std::to_string(report.classes.size()) +
           " classes from the values found",
       "edit the drafted classes.yaml and keep it beside the folders, or give table=FILE");
  std::error_code error;
  if (options.write_table.empty() || fs::exists(options.write_table, error)) return;
  write_table(report, scan, options.write_table);
  report.table_file = options.write_table;
}

void write_preview(const std::vector<Checked>& all, const CheckOptions& options, DataReport& report) {
  if (options.write_preview.empty()) return;
  for (const Checked& checked : all) {
    const Image sheet = preview_of(checked.listing.pairs, report.classes);
    if (sheet.empty()) continue;
    write_image(options.write_preview, sheet);
    report.preview_file = options.write_preview;
    return;
  }
}

// ---- the walk ----

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

void check_files(const std::vector<Checked>& all, DataReport& report) {
  for (const Checked& checked : all) {
    report.splits.push_back({checked.split, checked.listing.pairs.size()});
    for (const std::string& text : checked.listing.notes) report.notes.push_back(checked.split + ": " + text);
    if (checked.listing.pairs.empty()) {
      note(report, FindingCode::empty_split, Severity::error, {.value = checked.split},
           "splits without pictures", "check the path, the lists and the file types (.jpg, .png, .tif)");
    }
    check_mates(checked.listing, report);
    for (std::size_t i = 0; i < checked.examined.size(); ++i) {
      check_reading(checked.examined[i], report);
      check_picture(checked.listing.pairs[i], checked.examined[i], report);
    }
  }
  check_copies(all, report);
  check_alike(all, report);
}

void check_values(const std::vector<Checked>& all, const CheckOptions& options, DataReport& report) {
  const bool given = all.front().listing.has_table;
  const bool by_color = given ? all.front().listing.classes.by_color : any_color(all);
  const MaskScan scan = scan_of(all, by_color);
  if (given) {
    report.classes = all.front().listing.classes;
  } else {
    make_table(scan, options, report);
  }
  add_values(scan, report);
  if (report.classes.size() == 0) return;
  for (const Checked& checked : all) {
    check_outside(checked, report);
    check_void(checked, report);
  }
  check_classes(all, scan, report);
}

void check_pairs(const DatasetKind& kind, const DataSpec& spec, const CheckOptions& options,
                 DataReport& report) {
  const auto splits = options.splits.empty() ? kind.splits(spec) : options.splits;
  std::vector<Checked> all = list_splits(kind, spec, splits);
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
      note(report, FindingCode::class_never_occurs, Severity::warning, {.value = info.name},
           "classes that never occur", "make more scenes");
    }
  }
}

}  // namespace

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
