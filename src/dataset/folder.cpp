// Any pair of picture and mask folders.
#include <algorithm>
#include <set>

#include "dataset/folder_listing.h"
#include "dataset/kinds.h"
#include "dataset/list_file.h"
#include "dataset/split_rule.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

std::string option_or(const DataSpec& spec, const char* key, const std::string& otherwise) {
  const std::string* value = spec.option(key);
  return value ? *value : otherwise;
}

MateRule mate_rule(const DataSpec& spec) {
  return {.picture_suffix = option_or(spec, "image_suffix", ""),
          .mask_suffix = option_or(spec, "mask_suffix", ""),
          .exact = spec.option("image_suffix") || spec.option("mask_suffix")};
}

bool skips_missing(const DataSpec& spec) {
  const std::string value = option_or(spec, "missing", "error");
  if (value == "error" || value == "skip") return value == "skip";
  throw Error(ErrorCode::bad_value,
              spec.kind + ":" + spec.path + ": missing=" + value + " must be error or skip");
}

bool is_png(const fs::path& path) { return path.extension() == ".png" || path.extension() == ".PNG"; }

bool looks_like_mask(const fs::path& path, const std::string& suffix) {
  const std::string stem = path.stem().string();
  if (!suffix.empty()) return stem.ends_with(suffix);
  for (const char* ending : {"_mask", "_masks", "_label", "_labels", "_gt", "_seg", "_L", "_annotation"}) {
    if (stem.ends_with(ending)) return true;
  }
  return false;
}

struct Sorted {
  std::vector<fs::path> pictures, masks;
};

/// One folder with both: masks have their ending, or are the PNGs beside a file of another type.
Sorted sort_side_by_side(const std::vector<fs::path>& files, const std::string& suffix) {
  std::set<fs::path> photographs;
  for (const fs::path& file : files) {
    if (!is_png(file)) photographs.insert(fs::path(file).replace_extension());
  }
  Sorted sorted;
  for (const fs::path& file : files) {
    const bool beside = is_png(file) && photographs.contains(fs::path(file).replace_extension());
    (looks_like_mask(file, suffix) || (suffix.empty() && beside) ? sorted.masks : sorted.pictures)
        .push_back(file);
  }
  return sorted;
}

void add_side(PairListing& listing, const FolderSide& side, const DataSpec& spec) {
  const MateRule rule = mate_rule(spec);
  if (side.images == side.masks) {
    const Sorted sorted = sort_side_by_side(list_pictures(side.images), rule.mask_suffix);
    pair_files(listing, side.images, sorted.pictures, side.masks, sorted.masks, rule);
  } else {
    pair_files(listing, side.images, list_pictures(side.images), side.masks, list_pictures(side.masks), rule);
  }
}

void add_list(PairListing& listing, const fs::path& list) {
  const fs::path root = list.parent_path();
  for (const ListLine& line : read_list(list)) {
    const std::string place = place_of(list, line) + ": ";
    if (line.words.size() != 2) {
      throw Error(ErrorCode::dataset_layout, place + std::to_string(line.words.size()) + " words",
                  "each line is the path of a picture and the path of its mask");
    }
    const fs::path picture = resolve_listed(root, line.words[0]), mask = resolve_listed(root, line.words[1]);
    if (picture.empty()) {
      listing.listed_but_absent.push_back(place + "no picture " + line.words[0]);
    } else if (mask.empty()) {
      listing.pictures_without_mask.push_back(picture);
    } else {
      listing.pairs.push_back({picture.stem().string(), picture, mask});
    }
  }
}

/// Lists may name a/0.png and b/0.png: then the paths tell them apart.
void make_names_unique(PairListing& listing) {
  std::set<std::string> names;
  for (const Pair& pair : listing.pairs) names.insert(pair.name);
  if (names.size() == listing.pairs.size()) return;
  for (Pair& pair : listing.pairs) pair.name = stem_below(pair.picture, listing.root);
}

void add(PairListing& listing, const FolderSide& side, const DataSpec& spec) {
  if (side.list.empty()) {
    add_side(listing, side, spec);
  } else {
    add_list(listing, side.list);
    make_names_unique(listing);
  }
}

/// The side that `split` is cut from when it has no folder of its own: the undivided one, or train for val.
const FolderSide* side_to_cut(const FolderLayout& layout, const std::string& split) {
  const auto whole = layout.sides.find("");
  if (whole != layout.sides.end()) return &whole->second;
  const auto train = layout.sides.find("train");
  const bool cut =
      train != layout.sides.end() && !layout.sides.contains("val") && (split == "train" || split == "val");
  return cut ? &train->second : nullptr;
}

void add_split(PairListing& listing, const FolderLayout& layout, const DataSpec& spec,
               const std::string& split) {
  const FolderSide* undivided = side_to_cut(layout, split);
  const auto own = layout.sides.find(split);
  if (undivided) {
    add(listing, *undivided, spec);
    keep_split(listing, spec, split);
  } else if (own != layout.sides.end()) {
    add(listing, own->second, spec);
  } else if (split == "all") {
    for (const auto& [name, side] : layout.sides) add(listing, side, spec);
  } else {
    throw Error(ErrorCode::bad_value, spec.kind + ":" + spec.path + ": no split \"" + split + "\"",
                did_you_mean(split, splits_of_layout(layout, spec)));
  }
}

/// The masks of all splits, which together make the table.
std::vector<fs::path> all_masks(const FolderLayout& layout, const DataSpec& spec) {
  PairListing everything;
  for (const auto& [name, side] : layout.sides) add(everything, side, spec);
  std::vector<fs::path> masks;
  for (const Pair& pair : everything.pairs) masks.push_back(pair.mask);
  return masks;
}

void skip_missing(PairListing& listing) {
  const std::size_t skipped = listing.pictures_without_mask.size() + listing.masks_without_picture.size();
  listing.pictures_without_mask.clear();
  listing.masks_without_picture.clear();
  if (skipped > 0)
    listing.notes.push_back(std::to_string(skipped) + " files without mate are left out (missing=skip)");
}

}  // namespace

PairListing list_layout(const FolderLayout& layout, const DataSpec& spec, const std::string& split) {
  PairListing listing{.name = dataset_name(spec, split), .root = layout.root};
  add_split(listing, layout, spec, split);
  if (skips_missing(spec)) skip_missing(listing);
  listing.has_table = has_own_table(spec, layout.root);
  if (listing.has_table) {
    listing.classes = table_or(spec, layout.root, {});
  } else {
    listing.all_masks = all_masks(layout, spec);
  }
  return listing;
}

std::vector<std::string> splits_of_layout(const FolderLayout& layout, const DataSpec& spec) {
  if (layout.sides.contains("")) return splits_of_rule(spec);
  std::vector<std::string> splits;
  for (const char* split : {"train", "val", "test"}) {
    if (layout.sides.contains(split) || side_to_cut(layout, split)) splits.push_back(split);
  }
  return splits;
}

PairListing list_folder(const DataSpec& spec, const std::string& split) {
  require_known_options(spec,
                        {"images", "masks", "image_suffix", "mask_suffix", "missing", "val", "test", "by"});
  return list_layout(find_folder_layout(spec), spec, split);
}

std::vector<std::string> folder_splits(const DataSpec& spec) {
  return splits_of_layout(find_folder_layout(spec), spec);
}

}  // namespace perpixel
