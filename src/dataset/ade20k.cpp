// ADE20K, scene parsing of 150 classes: Zhou et al. 2017. Masks hold 1..150, and 0 for everything else, which
// is ignored.
#include <algorithm>
#include <array>
#include <sstream>

#include "dataset/kinds.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

// The first name of each of the benchmark's classes, in its order (that of their share of the pixels).
constexpr std::array<const char*, 150> kNames{"wall",
                                              "building",
                                              "sky",
                                              "floor",
                                              "tree",
                                              "ceiling",
                                              "road",
                                              "bed",
                                              "windowpane",
                                              "grass",
                                              "cabinet",
                                              "sidewalk",
                                              "person",
                                              "earth",
                                              "door",
                                              "table",
                                              "mountain",
                                              "plant",
                                              "curtain",
                                              "chair",
                                              "car",
                                              "water",
                                              "painting",
                                              "sofa",
                                              "shelf",
                                              "house",
                                              "sea",
                                              "mirror",
                                              "rug",
                                              "field",
                                              "armchair",
                                              "seat",
                                              "fence",
                                              "desk",
                                              "rock",
                                              "wardrobe",
                                              "lamp",
                                              "bathtub",
                                              "railing",
                                              "cushion",
                                              "base",
                                              "box",
                                              "column",
                                              "signboard",
                                              "chest of drawers",
                                              "counter",
                                              "sand",
                                              "sink",
                                              "skyscraper",
                                              "fireplace",
                                              "refrigerator",
                                              "grandstand",
                                              "path",
                                              "stairs",
                                              "runway",
                                              "case",
                                              "pool table",
                                              "pillow",
                                              "screen door",
                                              "stairway",
                                              "river",
                                              "bridge",
                                              "bookcase",
                                              "blind",
                                              "coffee table",
                                              "toilet",
                                              "flower",
                                              "book",
                                              "hill",
                                              "bench",
                                              "countertop",
                                              "stove",
                                              "palm",
                                              "kitchen island",
                                              "computer",
                                              "swivel chair",
                                              "boat",
                                              "bar",
                                              "arcade machine",
                                              "hovel",
                                              "bus",
                                              "towel",
                                              "light",
                                              "truck",
                                              "tower",
                                              "chandelier",
                                              "awning",
                                              "streetlight",
                                              "booth",
                                              "television receiver",
                                              "airplane",
                                              "dirt track",
                                              "apparel",
                                              "pole",
                                              "land",
                                              "bannister",
                                              "escalator",
                                              "ottoman",
                                              "bottle",
                                              "buffet",
                                              "poster",
                                              "stage",
                                              "van",
                                              "ship",
                                              "fountain",
                                              "conveyer belt",
                                              "canopy",
                                              "washer",
                                              "plaything",
                                              "swimming pool",
                                              "stool",
                                              "barrel",
                                              "basket",
                                              "waterfall",
                                              "tent",
                                              "bag",
                                              "minibike",
                                              "cradle",
                                              "oven",
                                              "ball",
                                              "food",
                                              "step",
                                              "tank",
                                              "trade name",
                                              "microwave",
                                              "pot",
                                              "animal",
                                              "bicycle",
                                              "lake",
                                              "dishwasher",
                                              "screen",
                                              "blanket",
                                              "sculpture",
                                              "hood",
                                              "sconce",
                                              "vase",
                                              "traffic light",
                                              "tray",
                                              "ashcan",
                                              "fan",
                                              "pier",
                                              "crt screen",
                                              "plate",
                                              "monitor",
                                              "bulletin board",
                                              "shower",
                                              "radiator",
                                              "glass",
                                              "clock",
                                              "flag"};

constexpr std::size_t kMostBytes = 1 << 20;  // of objectInfo150.txt, which has 7 kB

fs::path ade20k_root(const DataSpec& spec) {
  for (const fs::path& root : {fs::path(spec.path), fs::path(spec.path) / "ADEChallengeData2016"}) {
    if (is_folder(root / "images" / "training") || is_folder(root / "images" / "validation")) return root;
  }
  throw Error(ErrorCode::dataset_layout, "ade20k:" + spec.path + ": no images/training in this folder",
              "expected ADEChallengeData2016/{images,annotations}/{training,validation}");
}

/// The authors' name of a split.
std::string folder_of(const std::string& split) {
  return split == "train" ? "training" : split == "val" ? "validation" : split == "test" ? "testing" : split;
}

std::vector<std::string> split_at_tabs(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, '\t');) {
    while (!field.empty() && (field.back() == ' ' || field.back() == '\r')) field.pop_back();
    fields.push_back(field);
  }
  return fields;
}

/// "Idx Ratio Train Val Stuff Name" between tabs; the first of several names. A line that is no row (the
/// head) is passed over.
void read_row(const std::string& line, ClassList& classes) {
  const std::vector<std::string> fields = split_at_tabs(line);
  if (fields.size() < 6 || fields[0].empty() || fields[0].size() > 3 || fields[5].empty()) return;
  if (fields[0].find_first_not_of("0123456789") != std::string::npos) return;
  const std::size_t index = std::stoul(fields[0]);
  if (index < 1 || index > classes.size()) return;
  ClassInfo& info = classes.classes[index - 1];
  info.name = fields[5].substr(0, fields[5].find_first_of(",;"));
  info.is_thing = fields[4] == "0";
}

}  // namespace

ClassList ade20k_classes() { return class_list_from_one({kNames.begin(), kNames.end()}); }

ClassList ade20k_classes(const fs::path& object_info) {
  ClassList list = ade20k_classes();
  std::istringstream text(read_text_file(object_info, kMostBytes));
  for (std::string line; std::getline(text, line);) read_row(line, list);
  return list;
}

PairListing list_ade20k(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {});
  const fs::path root = ade20k_root(spec), pictures = root / "images" / folder_of(split),
                 masks = root / "annotations" / folder_of(split);
  PairListing listing{.name = dataset_name(spec, split), .root = root, .masks_required = split != "test"};
  if (!is_folder(pictures))
    throw Error(ErrorCode::dataset_layout, root.string() + ": no folder images/" + folder_of(split));
  pair_files(listing, pictures, list_pictures(pictures), masks,
             is_folder(masks) ? list_pictures(masks) : std::vector<fs::path>(), {.exact = true});
  const fs::path info = root / "objectInfo150.txt";
  listing.classes = table_or(spec, root, is_file(info) ? ade20k_classes(info) : ade20k_classes());
  return listing;
}

std::vector<std::string> ade20k_splits(const DataSpec& spec) {
  const fs::path root = ade20k_root(spec);
  std::vector<std::string> splits;
  for (const char* split : {"train", "val", "test"}) {
    if (is_folder(root / "images" / folder_of(split))) splits.push_back(split);
  }
  return splits;
}

}  // namespace perpixel
