// A folder per class, as ImageNet (Deng et al. 2009) is usually stored.
#include <algorithm>
#include <set>

#include "dataset/kinds.h"
#include "dataset/split_rule.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

bool is_divided(const DataSpec& spec) { return is_folder(fs::path(spec.path) / "train"); }

/// The folders that name the classes: train's, so that val never numbers them otherwise.
std::vector<std::string> class_names(const DataSpec& spec) {
  const fs::path root = is_divided(spec) ? fs::path(spec.path) / "train" : fs::path(spec.path);
  std::vector<std::string> names;
  for (const fs::path& folder : list_folders(root)) names.push_back(folder.filename().string());
  if (names.empty()) {
    throw Error(ErrorCode::dataset_layout, "imagenet:" + spec.path + ": no class folders in " + root.string(),
                "expected train/CLASS/*.jpg and val/CLASS/*.jpg, or CLASS/*.jpg");
  }
  return names;
}

/// val must not know classes that train lacks.
void require_known_classes(const fs::path& folder, const std::vector<std::string>& classes) {
  for (const fs::path& found : list_folders(folder)) {
    const std::string name = found.filename().string();
    if (std::find(classes.begin(), classes.end(), name) != classes.end()) continue;
    throw Error(ErrorCode::dataset_layout, found.string() + ": class " + name + " does not exist in train",
                did_you_mean(name, classes));
  }
}

/// "CLASS/stem"; the extension stays where two files of a class share a stem.
void add_class(PairListing& listing, const std::vector<fs::path>& pictures, const fs::path& folder, int id) {
  std::set<std::string> seen;
  for (const fs::path& picture : pictures) {
    std::string name = stem_below(picture, folder);
    if (!seen.insert(name).second) name += picture.extension().string();
    listing.pairs.push_back({folder.filename().string() + "/" + name, picture, "", id});
  }
}

std::vector<fs::path> chosen_pictures(const DataSpec& spec, const std::string& split,
                                      const fs::path& folder) {
  const std::vector<fs::path> pictures = list_pictures(folder);
  std::vector<std::string> names;
  for (const fs::path& picture : pictures) names.push_back(stem_below(picture, folder));
  std::vector<fs::path> chosen;
  for (const std::size_t i : indices_of_split(names, spec, split)) chosen.push_back(pictures[i]);
  return chosen;
}

}  // namespace

PairListing list_imagenet(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"val", "test", "by"});
  const fs::path root = spec.path;
  if (!is_folder(root)) throw Error(ErrorCode::dataset_layout, "imagenet:" + spec.path + ": no such folder");
  const std::vector<std::string> names = class_names(spec);
  const bool has_folder = is_folder(root / split);
  const bool divided = is_divided(spec);
  // Only train/ exists: val is cut from it.
  const fs::path folder = has_folder ? root / split : divided ? root / "train" : root;
  PairListing listing{.name = dataset_name(spec, split),
                      .root = folder,
                      .classes = class_list_of(names),
                      .is_classification = true};
  if (has_folder) require_known_classes(folder, names);
  const bool whole = has_folder && (split != "train" || is_folder(root / "val"));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const fs::path class_folder = folder / names[i];
    if (!is_folder(class_folder)) continue;
    add_class(listing, whole ? list_pictures(class_folder) : chosen_pictures(spec, split, class_folder),
              class_folder, static_cast<int>(i));
  }
  return listing;
}

std::vector<std::string> imagenet_splits(const DataSpec& spec) {
  std::vector<std::string> splits{"train", "val"};
  if (is_folder(fs::path(spec.path) / "test") || spec.option("test")) splits.push_back("test");
  return splits;
}

}  // namespace perpixel
