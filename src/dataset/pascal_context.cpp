// PASCAL-Context: Mottaghi et al. 2014. VOC 2010's pictures with 459 labels, of which 59 classes and
// background are used, in the order of FCN's release. Labels: trainval/ID.mat beside labels.txt, or the PNGs
// of SegmentationClassContext, which number the same classes by alphabet.
#include <algorithm>
#include <array>
#include <map>

#include "dataset/kinds.h"
#include "dataset/listed_names.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

// From number 1 on; background is 0.
constexpr std::array<const char*, 59> kNames{
    "aeroplane", "bicycle", "bird",        "boat",      "bottle",   "bus",       "car",    "cat",
    "chair",     "cow",     "diningtable", "dog",       "horse",    "motorbike", "person", "pottedplant",
    "sheep",     "sofa",    "train",       "tvmonitor", "bag",      "bed",       "bench",  "book",
    "building",  "cabinet", "ceiling",     "clothes",   "computer", "cup",       "door",   "fence",
    "floor",     "flower",  "food",        "grass",     "ground",   "keyboard",  "light",  "mountain",
    "mouse",     "curtain", "platform",    "sign",      "plate",    "road",      "rock",   "shelves",
    "sidewalk",  "sky",     "snow",        "bedcloth",  "track",    "tree",      "truck",  "wall",
    "water",     "window",  "wood"};

constexpr int kRawLabels = 512;  // 459 and "unknown" are in use
constexpr std::size_t kMostBytes = 1 << 20;

/// As the list of 459 calls it.
std::string raw_name(const std::string& name) {
  if (name == "diningtable") return "table";
  if (name == "bedcloth") return "bedclothes";
  return name == "clothes" ? "cloth" : name;
}

bool without_background(const DataSpec& spec) {
  const std::string* classes = spec.option("classes");
  if (!classes || *classes == "60") return false;
  if (*classes == "59") return true;
  throw Error(ErrorCode::bad_value,
              "context:" + spec.path + ": classes=" + *classes + " must be 60 (with background) or 59");
}

/// VOC 2010's folder.
fs::path pictures_root(const DataSpec& spec) {
  const fs::path path = spec.path;
  for (const fs::path& root : {path, path / "VOC2010", path / "VOCdevkit" / "VOC2010"}) {
    if (is_folder(root / "JPEGImages")) return root;
  }
  throw Error(ErrorCode::dataset_layout, "context:" + spec.path + ": no folder JPEGImages",
              "expected VOC2010/{JPEGImages,ImageSets/Main}, trainval/ID.mat and labels.txt");
}

fs::path png_folder(const fs::path& root) { return root / "SegmentationClassContext"; }

fs::path lists_folder(const fs::path& root) {
  const fs::path own = root / "ImageSets" / "SegmentationContext";
  return is_folder(own) ? own : root / "ImageSets" / "Main";
}

/// trainval and labels.txt lie in PATH or beside the pictures.
fs::path beside(const DataSpec& spec, const fs::path& root, const std::string& name) {
  const fs::path first = fs::path(spec.path) / name;
  return path_exists(first) ? first : root / name;
}

/// "  1: accordion" -> {"accordion", 1}; spaces within names are dropped, as FCN does.
std::map<std::string, int> read_raw_labels(const fs::path& path) {
  std::map<std::string, int> labels;
  std::string text = read_text_file(path, kMostBytes);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\r' || c == '\t'; });
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const std::string line = text.substr(from, end - from);
    from = end + 1;
    const std::size_t colon = line.find(':');
    const bool numbered =
        colon != std::string::npos && colon > 0 && colon < 5 && line.find_first_not_of("0123456789") == colon;
    if (numbered) labels[line.substr(colon + 1)] = std::stoi(line.substr(0, colon));
  }
  return labels;
}

/// The table of the raw numbers: everything that is no class is background, or void where that is none.
ClassList raw_classes(const fs::path& labels_file, ClassList classes, bool ignore_rest) {
  const std::map<std::string, int> labels = read_raw_labels(labels_file);
  std::vector<int> rest(kRawLabels);
  for (int i = 0; i < kRawLabels; ++i) rest[static_cast<std::size_t>(i)] = i;
  for (ClassInfo& info : classes.classes) {
    if (info.name == "background") continue;
    const auto found = labels.find(raw_name(info.name));
    if (found == labels.end())
      throw Error(ErrorCode::label_table, labels_file.string() + ": no label \"" + raw_name(info.name) + "\"",
                  "labels.txt of PASCAL-Context has lines such as \"  1: accordion\"");
    info.file_id = found->second;
    std::erase(rest, found->second);
  }
  classes.ignore_ids.clear();
  if (ignore_rest) {
    classes.ignore_ids = rest;
  } else {
    for (const int value : rest) classes.value_aliases.emplace_back(value, ClassId{0});
  }
  return classes;
}

/// The place of each class in the alphabet of the raw names, from 1.
void number_by_alphabet(ClassList& classes) {
  std::vector<std::string> names;
  for (const char* name : kNames) names.push_back(raw_name(name));
  std::sort(names.begin(), names.end());
  for (ClassInfo& info : classes.classes) {
    if (info.name == "background") continue;
    const auto at = std::lower_bound(names.begin(), names.end(), raw_name(info.name));
    info.file_id = static_cast<int>(at - names.begin()) + 1;
  }
}

}  // namespace

ClassList pascal_context_classes(bool background) {
  ClassList list;
  if (background) list.classes.push_back({"background", 0, {0, 0, 0}, false});
  const std::vector<Rgb> colors = distinct_colors(static_cast<int>(kNames.size()));
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const bool is_thing = i < 20;  // VOC's
    list.classes.push_back({kNames[i], static_cast<int>(i) + 1, colors[i], is_thing});
  }
  if (background) return list;
  list.ignore_ids = {0, 255};
  list.void_id = 0;
  list.void_color = {0, 0, 0};
  return list;
}

PairListing list_pascal_context(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"classes"});
  const bool ignore_rest = without_background(spec);
  const fs::path root = pictures_root(spec), labels = beside(spec, root, "labels.txt");
  PairListing listing{.name = dataset_name(spec, split), .root = root};
  ClassList classes = pascal_context_classes(!ignore_rest);
  const bool png = is_folder(png_folder(root));
  if (png) {
    number_by_alphabet(classes);
  } else if (is_file(labels)) {
    listing.mat = {"LabelMap", raw_classes(labels, classes, ignore_rest)};
  } else {
    throw Error(ErrorCode::dataset_layout, "context:" + spec.path + ": no labels.txt",
                "it comes with the labels (trainval/ID.mat) and names their 459 numbers");
  }
  add_list(listing, list_for_split(lists_folder(root), split),
           {root / "JPEGImages", png ? png_folder(root) : beside(spec, root, "trainval"), ""});
  listing.classes = table_or(spec, root, std::move(classes));
  return listing;
}

std::vector<std::string> pascal_context_splits(const DataSpec& spec) {
  return listed_splits(lists_folder(pictures_root(spec)), {"train", "val"});
}

}  // namespace perpixel
