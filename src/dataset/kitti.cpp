// KITTI. The official benchmark (Alhaija et al. 2018): 200 training pictures with Cityscapes' ids, 200 test
// pictures without labels. labels=ros: the 11 colour-coded classes of Ros et al. 2015, 100 and 46 pictures,
// in the order of Yu and Koltun 2016.
#include <array>

#include "dataset/kinds.h"
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

constexpr std::array<Row, 11> kRos{{{"building", {128, 0, 0}, false},
                                    {"tree", {128, 128, 0}, false},
                                    {"sky", {128, 128, 128}, false},
                                    {"car", {64, 0, 128}, true},
                                    {"sign", {192, 128, 128}, true},
                                    {"road", {128, 64, 128}, false},
                                    {"pedestrian", {64, 64, 0}, true},
                                    {"fence", {64, 64, 128}, false},
                                    {"pole", {192, 192, 128}, false},
                                    {"sidewalk", {0, 0, 192}, false},
                                    {"bicyclist", {0, 128, 192}, true}}};

bool is_ros(const DataSpec& spec) {
  const std::string* labels = spec.option("labels");
  if (!labels || *labels == "ids") return false;
  if (*labels == "ros") return true;
  throw Error(ErrorCode::bad_value, "kitti:" + spec.path + ": labels=" + *labels + " must be ids or ros");
}

/// The folder of a split of Ros et al.: as their archive calls it, or plainly.
fs::path ros_folder(const DataSpec& spec, const std::string& split) {
  const std::string archived = split == "train" ? "Training_00" : "Validation_07";
  for (const std::string& name : {split, archived}) {
    if (is_folder(fs::path(spec.path) / name / "RGB")) return fs::path(spec.path) / name;
  }
  return {};
}

void list_ros(PairListing& listing, const DataSpec& spec, const std::string& split) {
  const fs::path folder = split == "train" || split == "val" ? ros_folder(spec, split) : fs::path();
  if (folder.empty() || !is_folder(folder / "GT")) {
    throw Error(ErrorCode::dataset_layout, "kitti:" + spec.path + ": no split \"" + split + "\" here",
                "labels=ros wants train/RGB, train/GT, val/RGB, val/GT (or Training_00, Validation_07)");
  }
  pair_files(listing, folder / "RGB", list_pictures(folder / "RGB"), folder / "GT",
             list_pictures(folder / "GT"), {.exact = true});
}

/// training or testing.
fs::path official_pictures(const DataSpec& spec, const std::string& split) {
  const fs::path folder = fs::path(spec.path) / (split == "test" ? "testing" : "training") / "image_2";
  if (is_folder(folder)) return folder;
  throw Error(ErrorCode::dataset_layout, "kitti:" + spec.path + ": no folder " + folder.string(),
              "expected training/image_2/NAME.png, training/semantic/NAME.png and testing/image_2");
}

void list_official(PairListing& listing, const DataSpec& spec, const std::string& split) {
  const fs::path pictures = official_pictures(spec, split);
  const fs::path masks = pictures.parent_path() / "semantic";
  listing.masks_required = split != "test";
  const std::vector<fs::path> none;
  pair_files(listing, pictures, list_pictures(pictures), masks,
             is_folder(masks) ? list_pictures(masks) : none, {.exact = true});
  if (listing.masks_required) keep_split(listing, spec, split);
}

}  // namespace

ClassList kitti_ros_classes() {
  ClassList list;
  for (std::size_t i = 0; i < kRos.size(); ++i)
    list.classes.push_back({kRos[i].name, static_cast<int>(i), kRos[i].color, kRos[i].is_thing});
  list.ignore_colors = {{0, 0, 0}};
  list.void_color = {0, 0, 0};
  list.by_color = true;
  return list;
}

PairListing list_kitti(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"labels", "val", "by"});
  const bool ros = is_ros(spec);
  PairListing listing{.name = dataset_name(spec, split), .root = spec.path};
  if (ros) {
    list_ros(listing, spec, split);
  } else {
    list_official(listing, spec, split);
  }
  listing.classes = table_or(spec, spec.path, ros ? kitti_ros_classes() : cityscapes_classes(false));
  return listing;
}

std::vector<std::string> kitti_splits(const DataSpec& spec) {
  std::vector<std::string> splits;
  if (is_ros(spec)) {
    for (const char* split : {"train", "val"}) {
      if (!ros_folder(spec, split).empty()) splits.push_back(split);
    }
    return splits;
  }
  official_pictures(spec, "train");
  splits = {"train", "val"};
  if (is_folder(fs::path(spec.path) / "testing" / "image_2")) splits.push_back("test");
  return splits;
}

}  // namespace perpixel
