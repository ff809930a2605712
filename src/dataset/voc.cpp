// PASCAL VOC segmentation: Everingham et al. 2010; the extra masks of train_aug: Hariharan et al. 2011 (SBD).
#include <algorithm>
#include <array>

#include "dataset/kinds.h"
#include "dataset/list_file.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr std::array kNames{"background", "aeroplane", "bicycle",   "bird",   "boat",        "bottle",
                            "bus",        "car",       "cat",       "chair",  "cow",         "diningtable",
                            "dog",        "horse",     "motorbike", "person", "pottedplant", "sheep",
                            "sofa",       "train",     "tvmonitor"};

fs::path lists_folder(const fs::path& root) { return root / "ImageSets" / "Segmentation"; }

std::vector<std::string> wanted_years(const DataSpec& spec) {
  const std::string* year = spec.option("year");
  if (!year) return {"2012", "2011", "2010", "2007"};
  if (*year == "2011" || *year == "2012" || *year == "2010" || *year == "2007") return {*year};
  throw Error(ErrorCode::bad_value,
              "voc:" + spec.path + ": year=" + *year + " must be 2007, 2010, 2011 or 2012");
}

bool is_augmented(const std::string& split) { return split.find("aug") != std::string::npos; }

/// train_aug is also called trainaug.
fs::path list_of(const fs::path& root, const std::string& split) {
  std::string joined = split;
  std::erase(joined, '_');
  for (const std::string& name : {split, joined}) {
    const fs::path list = lists_folder(root) / (name + ".txt");
    std::error_code error;
    if (fs::is_regular_file(list, error)) return list;
  }
  std::vector<std::string> known;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(lists_folder(root), error)) {
    if (entry.path().extension() == ".txt") known.push_back(entry.path().stem().string());
  }
  std::sort(known.begin(), known.end());
  throw Error(ErrorCode::dataset_layout, lists_folder(root).string() + ": no list " + split + ".txt",
              did_you_mean(split, known));
}

fs::path mask_folder(const DataSpec& spec, const fs::path& root, const std::string& split) {
  if (const std::string* masks = spec.option("masks")) return root / *masks;
  if (is_augmented(split) && is_folder(root / "SegmentationClassAug")) return root / "SegmentationClassAug";
  return root / "SegmentationClass";
}

/// A line is an id, or DeepLab's "/JPEGImages/ID.jpg /SegmentationClassAug/ID.png".
void add_line(PairListing& listing, const fs::path& list, const ListLine& line, const fs::path& masks) {
  const std::string& word = line.words[0];
  const bool is_path = word.find('/') != std::string::npos;
  const fs::path picture =
      is_path ? resolve_listed(listing.root, word) : find_picture(listing.root / "JPEGImages", word);
  if (picture.empty()) {
    listing.listed_but_absent.push_back(place_of(list, line) + ": no picture " + word);
    return;
  }
  const std::string name = picture.stem().string();
  const fs::path mask = line.words.size() >= 2 && is_path ? resolve_listed(listing.root, line.words[1])
                                                          : find_picture(masks, name);
  if (mask.empty()) listing.pictures_without_mask.push_back(picture);
  if (!mask.empty() || !listing.masks_required) listing.pairs.push_back({name, picture, mask});
}

/// Every picture with a mask has one of its objects too.
void add_objects(PairListing& listing, const fs::path& folder) {
  if (!is_folder(folder))
    throw Error(ErrorCode::dataset_layout, folder.string() + ": no such folder of object masks",
                "VOC's own is objects=SegmentationObject");
  for (Pair& pair : listing.pairs) {
    if (pair.mask.empty()) continue;
    pair.objects = find_picture(folder, pair.name);
    if (pair.objects.empty())
      listing.listed_but_absent.push_back(folder.string() + ": no objects of " + pair.name);
  }
}

}  // namespace

fs::path voc_root(const DataSpec& spec) {
  const fs::path path = spec.path;
  for (const std::string& year : wanted_years(spec)) {
    for (const fs::path& base : {path, path / "VOCdevkit"}) {
      if (is_folder(lists_folder(base / ("VOC" + year)))) return base / ("VOC" + year);
    }
  }
  if (is_folder(lists_folder(path))) return path;
  throw Error(ErrorCode::dataset_layout, "voc:" + spec.path + ": no ImageSets/Segmentation in this folder",
              "expected VOC2012/{JPEGImages,SegmentationClass,ImageSets/Segmentation/train.txt}");
}

ClassList voc_classes() {
  ClassList list;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const auto id = static_cast<int>(i);
    list.classes.push_back({kNames[i], id, voc_color(id), id > 0});
  }
  list.ignore_colors = {list.void_color};
  return list;
}

PairListing list_voc(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"year", "masks", "objects"});
  PairListing listing{
      .name = dataset_name(spec, split), .root = voc_root(spec), .masks_required = split != "test"};
  const fs::path list = list_of(listing.root, split), masks = mask_folder(spec, listing.root, split);
  for (const ListLine& line : read_list(list)) add_line(listing, list, line, masks);
  if (const std::string* objects = spec.option("objects")) add_objects(listing, listing.root / *objects);
  ClassList classes = voc_classes();
  classes.by_color = first_mask_is_colored(listing.pairs);
  listing.classes = table_or(spec, listing.root, std::move(classes));
  return listing;
}

std::vector<std::string> voc_splits(const DataSpec& spec) {
  const fs::path root = voc_root(spec);
  std::vector<std::string> splits;
  for (const char* split : {"train", "val", "test"}) {
    std::error_code error;
    if (fs::is_regular_file(lists_folder(root) / (std::string(split) + ".txt"), error))
      splits.push_back(split);
  }
  return splits;
}

}  // namespace perpixel
