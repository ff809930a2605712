#include <algorithm>

#include "dataset/kinds.h"
#include "error/error.h"

namespace perpixel {

const std::vector<DatasetKind>& dataset_kinds() {
  static const std::vector<DatasetKind> kinds{
      {"camvid", "train.txt, train/NAME.jpg, trainannot/NAME.png; or 701_StillsRaw_full with NAME_L.png",
       "Brostow et al. 2009; SegNet's 11 classes, Badrinarayanan et al. 2015", open_pairs<list_camvid>,
       camvid_splits, list_camvid},
      {"voc",
       "VOC2012/{JPEGImages,SegmentationClass,ImageSets/Segmentation}; options year=, masks=; split "
       "train_aug",
       "Everingham et al. 2010; Hariharan et al. 2011", open_pairs<list_voc>, voc_splits, list_voc},
      {"cityscapes",
       "{leftImg8bit,gtFine}/{train,val,test}/CITY; options labels=ids|trainIds, truth=fine|coarse",
       "Cordts et al. 2016", open_pairs<list_cityscapes>, cityscapes_splits, list_cityscapes},
      {"imagenet", "{train,val}/CLASS/*.jpg, or CLASS/*.jpg; option val=",
       "a folder per class, Deng et al. 2009", open_pairs<list_imagenet>, imagenet_splits, list_imagenet},
      {"folder",
       "images/ and masks/ in any usual arrangement; options images=, masks=, val=, test=, table=, missing=",
       "own data", open_pairs<list_folder>, folder_splits, list_folder},
      {"yaml", "FILE.yaml with train:, val:, classes: ...", "own data", open_pairs<list_data_file>,
       data_file_splits, list_data_file},
      {"scenes",
       "nothing on disk; options seed=, count=, val_count=, size=, version=, "
       "task=segment|classify|everything",
       "generated scenes, every truth exact", open_scenes, scenes_splits, nullptr},
  };
  return kinds;
}

const DatasetKind& dataset_kind(const std::string& name) {
  std::vector<std::string> names;
  for (const DatasetKind& kind : dataset_kinds()) {
    if (name == kind.kind) return kind;
    names.push_back(kind.kind);
  }
  throw Error(ErrorCode::bad_value, "unknown kind of data \"" + name + "\"", did_you_mean(name, names));
}

Dataset open_dataset(const std::string& data, const std::string& split) {
  const DataSpec spec = parse_data_spec(data);
  return dataset_kind(spec.kind).open(spec, split);
}

Dataset open_dataset(const std::string& data, const std::string& split, const ClassList& without_table) {
  const DataSpec spec = parse_data_spec(data);
  const DatasetKind& kind = dataset_kind(spec.kind);
  if (!kind.list) return kind.open(spec, split);
  PairListing listing = kind.list(spec, split);
  if (!listing.has_table) listing.classes = without_table;
  listing.has_table = true;
  return dataset_of(std::move(listing));
}

std::vector<std::string> dataset_splits(const std::string& data) {
  const DataSpec spec = parse_data_spec(data);
  return dataset_kind(spec.kind).splits(spec);
}

}  // namespace perpixel
