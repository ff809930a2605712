// Cityscapes: Cordts et al. 2016. Ids, train ids and colours as in the authors' label table.
#include <algorithm>
#include <array>

#include "dataset/kinds.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

struct Row {
  const char* name;
  int id;
  Rgb color;
  bool is_thing;
};

// Index = train id.
constexpr std::array<Row, 19> kClasses{{{"road", 7, {128, 64, 128}, false},
                                        {"sidewalk", 8, {244, 35, 232}, false},
                                        {"building", 11, {70, 70, 70}, false},
                                        {"wall", 12, {102, 102, 156}, false},
                                        {"fence", 13, {190, 153, 153}, false},
                                        {"pole", 17, {153, 153, 153}, false},
                                        {"traffic light", 19, {250, 170, 30}, false},
                                        {"traffic sign", 20, {220, 220, 0}, false},
                                        {"vegetation", 21, {107, 142, 35}, false},
                                        {"terrain", 22, {152, 251, 152}, false},
                                        {"sky", 23, {70, 130, 180}, false},
                                        {"person", 24, {220, 20, 60}, true},
                                        {"rider", 25, {255, 0, 0}, true},
                                        {"car", 26, {0, 0, 142}, true},
                                        {"truck", 27, {0, 0, 70}, true},
                                        {"bus", 28, {0, 60, 100}, true},
                                        {"train", 31, {0, 80, 100}, true},
                                        {"motorcycle", 32, {0, 0, 230}, true},
                                        {"bicycle", 33, {119, 11, 32}, true}}};

constexpr std::string_view kPictureEnding = "_leftImg8bit.png";

bool wants_train_ids(const DataSpec& spec) {
  const std::string* labels = spec.option("labels");
  if (!labels || *labels == "ids") return false;
  if (*labels == "trainIds") return true;
  throw Error(ErrorCode::bad_value,
              "cityscapes:" + spec.path + ": labels=" + *labels + " must be ids or trainIds");
}

/// "gtFine" or "gtCoarse".
std::string truth_name(const DataSpec& spec) {
  const std::string* truth = spec.option("truth");
  if (!truth || *truth == "fine") return "gtFine";
  if (*truth == "coarse") return "gtCoarse";
  throw Error(ErrorCode::bad_value,
              "cityscapes:" + spec.path + ": truth=" + *truth + " must be fine or coarse");
}

fs::path pictures_folder(const DataSpec& spec) {
  const fs::path folder = fs::path(spec.path) / "leftImg8bit";
  if (is_folder(folder)) return folder;
  throw Error(
      ErrorCode::dataset_layout, "cityscapes:" + spec.path + ": no folder leftImg8bit",
      "expected leftImg8bit/train/CITY/*_leftImg8bit.png and gtFine/train/CITY/*_gtFine_labelIds.png");
}

/// CITY/CITY_SEQUENCE_FRAME_leftImg8bit.png -> CITY_SEQUENCE_FRAME
std::string frame_of(const fs::path& picture) {
  const std::string file = picture.filename().string();
  return file.substr(0, file.size() - kPictureEnding.size());
}

void add_city(PairListing& listing, const fs::path& city, const fs::path& truth,
              const std::string& mask_ending) {
  std::error_code error;
  for (const fs::path& picture : list_pictures(city)) {
    if (!picture.filename().string().ends_with(kPictureEnding)) continue;
    const std::string frame = frame_of(picture);
    fs::path mask = truth / city.filename() / (frame + mask_ending);
    if (!fs::is_regular_file(mask, error)) {
      listing.pictures_without_mask.push_back(picture);
      if (listing.masks_required) continue;
      mask.clear();
    }
    listing.pairs.push_back({frame, picture, mask});
  }
}

/// Masks whose picture is gone.
void add_orphans(PairListing& listing, const fs::path& pictures, const fs::path& truth,
                 const std::string& mask_ending) {
  std::error_code error;
  if (!is_folder(truth)) return;
  for (const fs::path& mask : list_pictures(truth)) {
    const std::string file = mask.filename().string();
    if (!file.ends_with(mask_ending)) continue;
    const std::string frame = file.substr(0, file.size() - mask_ending.size());
    const fs::path picture = pictures / mask.parent_path().filename() / (frame + std::string(kPictureEnding));
    if (!fs::is_regular_file(picture, error)) listing.masks_without_picture.push_back(mask);
  }
}

}  // namespace

ClassList cityscapes_classes(bool train_ids) {
  ClassList list;
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    const Row& row = kClasses[i];
    list.classes.push_back({row.name, train_ids ? static_cast<int>(i) : row.id, row.color, row.is_thing});
  }
  list.ignore_ids = {255};
  list.void_color = {0, 0, 0};
  if (train_ids) return list;
  list.ignore_ids = {0, 1, 2, 3, 4, 5, 6, 9, 10, 14, 15, 16, 18, 29, 30, -1, 255};
  list.void_id = 0;
  return list;
}

PairListing list_cityscapes(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"labels", "truth"});
  const bool train_ids = wants_train_ids(spec);
  const std::string truth = truth_name(spec);
  const std::string ending = "_" + truth + (train_ids ? "_labelTrainIds.png" : "_labelIds.png");
  const fs::path pictures = pictures_folder(spec) / split, masks = fs::path(spec.path) / truth / split;
  PairListing listing{
      .name = dataset_name(spec, split), .root = spec.path, .masks_required = split != "test"};
  if (!is_folder(pictures)) {
    throw Error(ErrorCode::dataset_layout, "cityscapes:" + spec.path + ": no folder leftImg8bit/" + split);
  }
  for (const fs::path& city : list_folders(pictures)) add_city(listing, city, masks, ending);
  add_orphans(listing, pictures, masks, ending);
  listing.classes = table_or(spec, spec.path, cityscapes_classes(train_ids));
  return listing;
}

std::vector<std::string> cityscapes_splits(const DataSpec& spec) {
  const fs::path pictures = pictures_folder(spec);
  std::vector<std::string> splits;
  for (const char* split : {"train", "val", "test"}) {
    if (is_folder(pictures / split)) splits.push_back(split);
  }
  return splits;
}

}  // namespace perpixel
