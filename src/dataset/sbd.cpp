// The Semantic Boundaries Dataset: Hariharan et al. 2011, more of VOC's pictures with its 20 classes as
// MATLAB files. With VOC 2012 beside it, train_aug: 10,582 pictures = VOC's 1464 and 9118 of SBD.
#include <algorithm>
#include <set>

#include "dataset/kinds.h"
#include "dataset/list_file.h"
#include "dataset/listed_names.h"
#include "error/error.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

using Names = std::set<std::string>;

fs::path sbd_root(const DataSpec& spec) {
  const fs::path path = spec.path;
  for (const fs::path& root : {path, path / "dataset", path / "benchmark_RELEASE" / "dataset"}) {
    if (is_folder(root / "img") && is_folder(root / "cls")) return root;
  }
  throw Error(ErrorCode::dataset_layout, "sbd:" + spec.path + ": no folders img and cls",
              "expected benchmark_RELEASE/dataset/{img/ID.jpg,cls/ID.mat,train.txt,val.txt}");
}

/// VOC's folder, as the kind voc finds it; empty without the option.
fs::path voc_folder(const DataSpec& spec) {
  const std::string* voc = spec.option("voc");
  return voc ? voc_root({.kind = "voc", .path = *voc}) : fs::path();
}

Names names_in(const fs::path& list) {
  Names names;
  for (const ListLine& line : read_list(list)) names.insert(fs::path(line.words[0]).stem().string());
  return names;
}

Names voc_names(const fs::path& voc, const std::string& split) {
  return names_in(list_for_split(voc / "ImageSets" / "Segmentation", split));
}

Names without(const Names& names, const Names& excluded) {
  Names rest;
  std::set_difference(names.begin(), names.end(), excluded.begin(), excluded.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

/// What VOC trains on and everything of SBD, but for what VOC validates on.
Names augmented(const fs::path& sbd, const fs::path& voc) {
  Names names = names_in(list_for_split(sbd, "train"));
  names.merge(names_in(list_for_split(sbd, "val")));
  names.merge(voc_names(voc, "train"));
  return without(names, voc_names(voc, "val"));
}

Names names_of(const DataSpec& spec, const fs::path& root, const std::string& split) {
  if (split != "train_aug" && split != "seg11valid") return names_in(list_for_split(root, split));
  const fs::path voc = voc_folder(spec);
  if (voc.empty()) {
    throw Error(ErrorCode::bad_value, "sbd:" + spec.path + ": split " + split + " needs PASCAL VOC beside it",
                "sbd:" + spec.path + ",voc=VOCdevkit/VOC2012");
  }
  if (split == "train_aug") return augmented(root, voc);
  return without(voc_names(voc, "val"), names_in(list_for_split(root, "train")));
}

bool is_voc_labelled(const fs::path& voc, const std::string& name) {
  return !voc.empty() && !find_picture(voc / "SegmentationClass", name).empty();
}

/// Of the same make as each picture's classes: SBD's own, or VOC's.
void add_objects(PairListing& listing, const fs::path& folder, const fs::path& voc) {
  for (Pair& pair : listing.pairs) {
    const bool own = pair.mask.extension() == ".mat";
    pair.objects = own ? folder / (pair.name + ".mat") : voc / "SegmentationObject" / (pair.name + ".png");
    if (!is_file(pair.objects))
      listing.listed_but_absent.push_back(pair.objects.string() + ": no objects of " + pair.name);
  }
}

}  // namespace

PairListing list_sbd(const DataSpec& spec, const std::string& split) {
  require_known_options(spec, {"voc", "objects"});
  const fs::path root = sbd_root(spec), voc = voc_folder(spec);
  PairListing listing{.name = dataset_name(spec, split), .root = root};
  const NamePlaces own{root / "img", root / "cls", ""};
  const NamePlaces vocs{voc / "JPEGImages", voc / "SegmentationClass", ""};
  // VOC's own masks are the better ones: they have a void band.
  for (const std::string& name : names_of(spec, root, split))
    add_named(listing, name, listing.name, is_voc_labelled(voc, name) ? vocs : own);
  ClassList classes = voc_classes();
  listing.classes = table_or(spec, root, classes);
  listing.mat = {"GTcls.Segmentation", listing.classes, "GTinst.Segmentation"};
  if (const std::string* objects = spec.option("objects")) add_objects(listing, root / *objects, voc);
  return listing;
}

std::vector<std::string> sbd_splits(const DataSpec& spec) {
  std::vector<std::string> splits = listed_splits(sbd_root(spec), {"train", "val"});
  if (!voc_folder(spec).empty()) splits.push_back("train_aug");
  return splits;
}

}  // namespace perpixel
