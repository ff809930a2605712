// Membranes in an electron microscope (ISBI 2012 challenge: Arganda-Carreras et al. 2015; U-Net's first
// task). Grey slices image/N.png, label/N.png with 255 inside cells and 0 on membranes.
#include "dataset/kinds.h"
#include "dataset/split_rule.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr const char* kVal = "20-23";  // of slices 0 .. 23 (or 29)
constexpr std::size_t kSlicesWithVal = 24;

/// ROOT, or ROOT/train beside ROOT/test.
fs::path labelled_folder(const DataSpec& spec) {
  const fs::path root = spec.path;
  for (const fs::path& folder : {root, root / "train"}) {
    if (is_folder(folder / "image") && is_folder(folder / "label")) return folder;
  }
  throw Error(ErrorCode::dataset_layout, "membrane:" + spec.path + ": no folders image and label",
              "expected image/0.png, label/0.png ... (the challenge's TIFF volumes: one PNG per page)");
}

fs::path test_folder(const DataSpec& spec) {
  const fs::path root = spec.path;
  for (const fs::path& folder : {root / "test" / "image", root / "test"}) {
    if (is_folder(folder)) return folder;
  }
  return {};
}

/// Slices 20 to 23 are val, unless the user says otherwise or there are not so many.
DataSpec with_val(DataSpec spec, std::size_t slices) {
  if (!spec.option("val") && slices >= kSlicesWithVal) spec.options.emplace_back("val", kVal);
  return spec;
}

/// Slices without labels, of which test folders also hold masks made by others.
void list_test(PairListing& listing, const fs::path& folder) {
  listing.masks_required = false;
  pair_files(listing, folder, list_pictures(folder), folder, {}, {.exact = true});
}

}  // namespace

ClassList membrane_classes() {
  ClassList list = class_list_of({"membrane", "cell"});
  list.classes[0].color = {0, 0, 0};
  list.classes[1].file_id = 255;
  list.classes[1].color = {255, 255, 255};
  list.ignore_ids = {128};
  list.void_id = 128;
  return list;
}

PairListing list_membrane(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"val", "test", "by"});
  PairListing listing{.name = dataset_name(spec, split), .root = spec.path};
  const fs::path test = test_folder(spec);
  if (split == "test" && !test.empty() && !spec.option("test")) {
    list_test(listing, test);
  } else {
    const fs::path folder = labelled_folder(spec);
    pair_files(listing, folder / "image", list_pictures(folder / "image"), folder / "label",
               list_pictures(folder / "label"), {.exact = true});
    keep_split(listing, with_val(spec, listing.pairs.size()), split);
  }
  listing.classes = table_or(spec, spec.path, membrane_classes());
  return listing;
}

std::vector<std::string> membrane_splits(const DataSpec& spec) {
  labelled_folder(spec);
  std::vector<std::string> splits = splits_of_rule(spec);
  if (!spec.option("test") && !test_folder(spec).empty()) splits.push_back("test");
  return splits;
}

}  // namespace perpixel
