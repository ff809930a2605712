#include "dataset/check_steps.h"

#include <algorithm>
#include <map>
#include <set>

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr int kTiny = 32;

/// An undivided set lists what has no mate with every split: `seen` holds what was reported.
void check_mates(const PairListing& listing, std::set<std::string>& seen, DataReport& report) {
  for (const std::string& line : listing.listed_but_absent) {
    if (!seen.insert(line).second) continue;
    note_finding(report, FindingCode::missing_picture, Severity::error, {.file = line},
                 "pictures that are not there",
                 "restore the picture, or remove its mask or its line in the list");
  }
  for (const fs::path& mask : listing.masks_without_picture) {
    if (!seen.insert(mask.string()).second) continue;
    note_finding(report, FindingCode::missing_picture, Severity::error, {.file = mask.string()},
                 "pictures that are not there",
                 "restore the picture, or remove its mask or its line in the list");
  }
  if (!listing.masks_required) return;
  for (const fs::path& picture : listing.pictures_without_mask) {
    if (!seen.insert(picture.string()).second) continue;
    note_finding(
        report, FindingCode::missing_mask, Severity::error, {.file = picture.string()},
        "pictures without mask",
        "a mask has its picture's name; add the mask, remove the picture, or (folder:) set missing=skip");
  }
}

void check_reading(const Examined& examined, DataReport& report) {
  if (examined.unreadable) {
    note_finding(report, FindingCode::unreadable, Severity::error,
                 {.file = examined.unreadable->file, .value = examined.unreadable->what},
                 "files that cannot be read",
                 "copy or export them again: they are cut off, broken or of another format");
  }
  if (examined.size_mismatch) {
    note_finding(report, FindingCode::size_mismatch, Severity::error,
                 {.file = examined.size_mismatch->file, .value = examined.size_mismatch->what},
                 "masks of another size than their picture",
                 "resize the masks without interpolation (nearest)");
  }
}

void check_picture(const Pair& pair, const Examined& examined, DataReport& report) {
  if (examined.height > 0 && std::min(examined.height, examined.width) < kTiny) {
    note_finding(report, FindingCode::tiny_picture, Severity::warning,
                 {.file = pair.picture.string(),
                  .value = std::to_string(examined.width) + "x" + std::to_string(examined.height)},
                 "pictures with a side below 32 pixels",
                 "networks with stride 32 see such a picture as one cell");
  }
  if (examined.lossy_mask) {
    note_finding(report, FindingCode::lossy_mask, Severity::warning, {.file = pair.mask.string()},
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
    note_finding(report, FindingCode::mixed_pictures, Severity::note,
                 {.file = seen.second, .value = kind + " in " + std::to_string(seen.first) + " pictures"},
                 "kinds of pictures are mixed",
                 "they are brought to the model's number of channels; check that it is meant");
  }
}

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
        note_finding(report, FindingCode::duplicate_picture, Severity::warning, example,
                     "pictures that occur twice",
                     "remove one of each: it counts double, and copies may end up in train and val");
      } else {
        note_finding(report, FindingCode::split_overlap, Severity::warning, example,
                     "pictures that are in two splits",
                     "remove them from one: scores on pictures seen in training say nothing");
      }
    }
  }
}

}  // namespace

void check_files(const std::vector<Checked>& all, DataReport& report) {
  std::set<std::string> without_mate;
  for (const Checked& checked : all) {
    report.splits.push_back({checked.split, checked.listing.pairs.size()});
    for (const std::string& text : checked.listing.notes) report.notes.push_back(checked.split + ": " + text);
    if (checked.listing.pairs.empty()) {
      note_finding(report, FindingCode::empty_split, Severity::error, {.value = checked.split},
                   "splits without pictures",
                   "check the path, the lists and the file types (.jpg, .png, .tif)");
    }
    check_mates(checked.listing, without_mate, report);
    for (std::size_t i = 0; i < checked.examined.size(); ++i) {
      check_reading(checked.examined[i], report);
      check_picture(checked.listing.pairs[i], checked.examined[i], report);
    }
  }
  check_copies(all, report);
  check_alike(all, report);
}

}  // namespace perpixel
