// SIFT Flow: Liu, Yuen, Torralba 2009. 2688 outdoor pictures of 256x256 with 33 semantic and 3 geometric
// classes; 200 of them test. Layout of FCN's release.
#include <array>

#include "dataset/kinds.h"
#include "dataset/listed_names.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr std::array<const char*, 33> kSemantic{
    "awning",    "balcony",   "bird",        "boat",  "bridge", "building", "bus",  "car",      "cow",
    "crosswalk", "desert",    "door",        "fence", "field",  "grass",    "moon", "mountain", "person",
    "plant",     "pole",      "river",       "road",  "rock",   "sand",     "sea",  "sidewalk", "sign",
    "sky",       "staircase", "streetlight", "sun",   "tree",   "window"};
constexpr std::array<const char*, 3> kGeometric{"sky", "horizontal", "vertical"};

constexpr const char* kInner = "spatial_envelope_256x256_static_8outdoorcategories";
constexpr int kMinusOne = 0xFFFF;  // read_mat_labels

bool is_geometric(const DataSpec& spec) {
  const std::string* labels = spec.option("labels");
  if (!labels || *labels == "semantic") return false;
  if (*labels == "geometric") return true;
  throw Error(ErrorCode::bad_value,
              "siftflow:" + spec.path + ": labels=" + *labels + " must be semantic or geometric");
}

/// FOLDER with or without its one subfolder.
fs::path inner(const fs::path& folder) { return is_folder(folder / kInner) ? folder / kInner : folder; }

/// The published lists are trainval.txt and test.txt.
std::string list_name(const fs::path& root, const std::string& split) {
  return split == "train" && !is_file(root / "train.txt") && is_file(root / "trainval.txt") ? "trainval"
                                                                                            : split;
}

ClassList numbered_from_one(const std::vector<std::string>& names) {
  ClassList list = class_list_from_one(names);
  list.ignore_ids.push_back(kMinusOne);
  return list;
}

}  // namespace

ClassList sift_flow_classes(bool geometric) {
  return geometric ? numbered_from_one({kGeometric.begin(), kGeometric.end()})
                   : numbered_from_one({kSemantic.begin(), kSemantic.end()});
}

PairListing list_sift_flow(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"labels"});
  const bool geometric = is_geometric(spec);
  const fs::path root = spec.path;
  if (!is_folder(root / "Images")) {
    throw Error(ErrorCode::dataset_layout, "siftflow:" + spec.path + ": no folder Images",
                "expected Images, SemanticLabels, GeoLabels, trainval.txt and test.txt");
  }
  PairListing listing{.name = dataset_name(spec, split), .root = root};
  const NamePlaces places{inner(root / "Images"), inner(root / (geometric ? "GeoLabels" : "SemanticLabels")),
                          ""};
  add_list(listing, list_for_split(root, list_name(root, split)), places);
  listing.classes = table_or(spec, root, sift_flow_classes(geometric));
  listing.mat = {"S", listing.classes};
  if (split == "test" && !geometric)
    listing.notes.push_back(
        "cow, desert and moon do not occur in the published test set: means leave classes out that do not "
        "occur; a mean over all 33 with zeros is another figure");
  return listing;
}

std::vector<std::string> sift_flow_splits(const DataSpec& spec) {
  std::vector<std::string> splits = listed_splits(spec.path, {"train", "val", "test"});
  if (list_name(spec.path, "train") == "trainval") splits.insert(splits.begin(), "train");
  return splits;
}

}  // namespace perpixel
