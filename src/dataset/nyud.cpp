// NYU Depth v2 with the 40 classes of Gupta et al. 2013 (pictures: Silberman et al. 2012), in the layout of
// FCN's release: 795 train (381 + 414) and 654 test pictures of 640x480. Labels 1..40, 0 = void.
#include <array>

#include "dataset/kinds.h"
#include "dataset/listed_names.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr std::array<const char*, 40> kNames{
    "wall",       "floor",          "cabinet",        "bed",
    "chair",      "sofa",           "table",          "door",
    "window",     "bookshelf",      "picture",        "counter",
    "blinds",     "desk",           "shelves",        "curtain",
    "dresser",    "pillow",         "mirror",         "floor mat",
    "clothes",    "ceiling",        "books",          "refridgerator",
    "television", "paper",          "towel",          "shower curtain",
    "box",        "whiteboard",     "person",         "night stand",
    "toilet",     "sink",           "lamp",           "bathtub",
    "bag",        "otherstructure", "otherfurniture", "otherprop"};

fs::path pictures_folder(const DataSpec& spec) {
  const fs::path root = spec.path;
  for (const fs::path& folder : {root / "data" / "images", root / "images"}) {
    if (is_folder(folder)) return folder;
  }
  throw Error(ErrorCode::dataset_layout, "nyud:" + spec.path + ": no folder data/images",
              "expected train.txt, val.txt, test.txt, data/images/img_ID.png and segmentation/img_ID.mat");
}

}  // namespace

ClassList nyud_classes() { return class_list_from_one({kNames.begin(), kNames.end()}); }

PairListing list_nyud(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {});
  const fs::path root = spec.path;
  PairListing listing{.name = dataset_name(spec, split), .root = root};
  const NamePlaces places{pictures_folder(spec), root / "segmentation", "img_"};
  add_list(listing, list_for_split(root, split), places);
  listing.classes = table_or(spec, root, nyud_classes());
  listing.mat = {"segmentation", listing.classes};
  return listing;
}

std::vector<std::string> nyud_splits(const DataSpec& spec) {
  return listed_splits(spec.path, {"train", "val", "trainval", "test"});
}

}  // namespace perpixel
