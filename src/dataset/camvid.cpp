// CamVid: Brostow, Fauqueur, Cipolla 2009. 701 frames of 960x720 with 32 colour-coded classes; SegNet's
// release (Badrinarayanan et al. 2015) has 480x360, 11 classes, 367 / 101 / 233 pictures.
#include <algorithm>
#include <array>

#include "dataset/kinds.h"
#include "dataset/list_file.h"
#include "dataset/split_rule.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

struct Row {
  const char* name;
  Rgb color;
  bool is_thing;
};

// SegNet's order; 11 is void.
constexpr std::array<Row, 11> kClasses{{{"Sky", {128, 128, 128}, false},
                                        {"Building", {128, 0, 0}, false},
                                        {"Pole", {192, 192, 128}, false},
                                        {"Road", {128, 64, 128}, false},
                                        {"Pavement", {60, 40, 222}, false},
                                        {"Tree", {128, 128, 0}, false},
                                        {"SignSymbol", {192, 128, 128}, true},
                                        {"Fence", {64, 64, 128}, false},
                                        {"Car", {64, 0, 128}, true},
                                        {"Pedestrian", {64, 64, 0}, true},
                                        {"Bicyclist", {0, 128, 192}, true}}};

struct Merged {
  Rgb color;  // of NAME_L.png
  ClassId into;
};

// The original colours that are not already a class's own, in the order of the 32-class palette.
constexpr std::array<Merged, 21> kMerged{{{{64, 128, 64}, 9},    // Animal
                                          {{192, 0, 128}, 1},    // Archway
                                          {{0, 128, 64}, 1},     // Bridge
                                          {{64, 0, 192}, 9},     // CartLuggagePram
                                          {{192, 128, 64}, 9},   // Child
                                          {{128, 0, 192}, 3},    // LaneMkgsDriv
                                          {{192, 0, 64}, 3},     // LaneMkgsNonDriv
                                          {{128, 128, 64}, 6},   // Misc_Text
                                          {{192, 0, 192}, 10},   // MotorcycleScooter
                                          {{128, 64, 64}, 8},    // OtherMoving
                                          {{64, 192, 128}, 4},   // ParkingBlock
                                          {{128, 128, 192}, 4},  // RoadShoulder
                                          {{0, 0, 192}, 4},      // Sidewalk
                                          {{64, 128, 192}, 8},   // SUVPickupTruck
                                          {{0, 0, 64}, 2},       // TrafficCone
                                          {{0, 64, 64}, 6},      // TrafficLight
                                          {{192, 64, 128}, 8},   // Train
                                          {{192, 128, 192}, 8},  // Truck_Bus
                                          {{64, 0, 64}, 1},      // Tunnel
                                          {{192, 192, 0}, 5},    // VegetationMisc
                                          {{64, 192, 0}, 1}}};   // Wall

constexpr std::array kSplits{"train", "val", "test"};
constexpr std::array kMaskEndings{"annot", "_labels", "labels", "_masks", "_annot"};

/// ROOT, or the CamVid folder in it.
fs::path camvid_root(const DataSpec& spec) {
  const fs::path root = spec.path;
  if (!is_folder(root)) throw Error(ErrorCode::dataset_layout, "camvid:" + spec.path + ": no such folder");
  for (const char* inner : {"CamVid", "camvid"}) {
    if (is_folder(root / inner) && !is_folder(root / "train") && !is_file(root / "train.txt"))
      return root / inner;
  }
  return root;
}

/// The folders that may hold the masks of `split`, most specific first.
std::vector<fs::path> mask_folders(const fs::path& root, const std::string& split) {
  std::vector<fs::path> folders;
  for (const char* ending : kMaskEndings) folders.push_back(root / (split + ending));
  for (const char* name : {"LabeledApproved_full", "labels", "annot"}) folders.push_back(root / name);
  std::erase_if(folders, [](const fs::path& folder) { return !is_folder(folder); });
  return folders;
}

std::vector<fs::path> picture_folders(const fs::path& root, const std::string& split) {
  std::vector<fs::path> folders{root / split, root / "701_StillsRaw_full", root / "images"};
  std::erase_if(folders, [](const fs::path& folder) { return !is_folder(folder); });
  return folders;
}

fs::path find_mask(const fs::path& root, const std::string& split, const std::string& name) {
  for (const fs::path& folder : mask_folders(root, split)) {
    for (const char* ending : {"", "_L"}) {
      const fs::path mask = find_picture(folder, name + ending);
      if (!mask.empty()) return mask;
    }
  }
  return {};
}

void add(PairListing& listing, const fs::path& picture, const fs::path& mask) {
  if (mask.empty()) {
    listing.pictures_without_mask.push_back(picture);
  } else {
    listing.pairs.push_back({picture.stem().string(), picture, mask});
  }
}

/// Empty when there is none.
fs::path listed_picture(const fs::path& root, const ListLine& line, const std::string& split) {
  if (line.words.size() == 1) {
    for (const fs::path& folder : picture_folders(root, split)) {
      const fs::path picture = find_picture(folder, line.words[0]);
      if (!picture.empty()) return picture;
    }
  }
  return resolve_listed(root, line.words[0]);
}

void add_listed(PairListing& listing, const fs::path& list, const std::string& split) {
  for (const ListLine& line : read_list(list)) {
    const fs::path picture = listed_picture(listing.root, line, split);
    if (picture.empty()) {
      listing.listed_but_absent.push_back(place_of(list, line) + ": no picture " + line.words[0]);
      continue;
    }
    fs::path mask;
    if (line.words.size() >= 2) mask = resolve_listed(listing.root, line.words[1]);
    if (mask.empty()) mask = find_mask(listing.root, split, picture.stem().string());
    add(listing, picture, mask);
  }
}

void add_folder(PairListing& listing, const std::string& split) {
  const std::vector<fs::path> masks = mask_folders(listing.root, split);
  if (masks.empty()) {
    throw Error(ErrorCode::dataset_layout,
                listing.root.string() + ": no folder " + split + "annot with masks",
                "CamVid is train/NAME.png and trainannot/NAME.png, or train.txt with \"picture mask\" lines");
  }
  pair_files(listing, listing.root / split, list_pictures(listing.root / split), masks[0],
             list_pictures(masks[0]), {});
}

/// The 701 original frames without any list: divided by the rule of undivided folders.
void add_undivided(PairListing& listing, const DataSpec& spec, const std::string& split) {
  const std::vector<fs::path> folders = picture_folders(listing.root, split),
                              masks = mask_folders(listing.root, split);
  if (folders.empty() || masks.empty()) {
    throw Error(ErrorCode::dataset_layout,
                "camvid:" + spec.path + ": no split \"" + split + "\" in this folder",
                "expected " + split + ".txt, or the folders " + split + " and " + split + "annot");
  }
  pair_files(listing, folders[0], list_pictures(folders[0]), masks[0], list_pictures(masks[0]), {"", "_L"});
  keep_split(listing, spec, split);
}

}  // namespace

ClassList camvid_classes() {
  ClassList list;
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    list.classes.push_back({kClasses[i].name, static_cast<int>(i), kClasses[i].color, kClasses[i].is_thing});
  }
  for (const Merged& merged : kMerged) list.color_aliases.emplace_back(merged.color, merged.into);
  list.ignore_ids = {11, 255};
  list.ignore_colors = {{0, 0, 0}};
  list.void_id = 11;
  list.void_color = {0, 0, 0};
  return list;
}

PairListing list_camvid(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"val", "test", "by"});
  PairListing listing{.name = dataset_name(spec, split), .root = camvid_root(spec)};
  const fs::path list = listing.root / (split + ".txt");
  if (is_file(list)) {
    add_listed(listing, list, split);
  } else if (is_folder(listing.root / split)) {
    add_folder(listing, split);
  } else {
    add_undivided(listing, spec, split);
  }
  ClassList classes = camvid_classes();
  classes.by_color = first_mask_is_colored(listing.pairs);
  listing.classes = table_or(spec, listing.root, std::move(classes));
  return listing;
}

std::vector<std::string> camvid_splits(const DataSpec& spec) {
  const fs::path root = camvid_root(spec);
  std::vector<std::string> splits;
  for (const char* split : kSplits) {
    if (is_file(root / (std::string(split) + ".txt")) || is_folder(root / split)) splits.push_back(split);
  }
  return splits.empty() ? splits_of_rule(spec) : splits;
}

}  // namespace perpixel
