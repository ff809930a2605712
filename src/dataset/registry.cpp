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
      {"sbd", "{img/ID.jpg,cls/ID.mat}; option voc= for split train_aug; to be converted (data convert)",
       "Hariharan et al. 2011", open_pairs<list_sbd>, sbd_splits, list_sbd},
      {"context",
       "VOC2010/{JPEGImages,SegmentationClassContext}, or trainval/ID.mat and labels.txt (data convert); "
       "option classes=60|59",
       "Mottaghi et al. 2014; FCN's order of classes", open_pairs<list_pascal_context>, pascal_context_splits,
       list_pascal_context},
      {"siftflow",
       "Images, SemanticLabels, GeoLabels (.mat: data convert; or .png); option labels=semantic|geometric",
       "Liu et al. 2009", open_pairs<list_sift_flow>, sift_flow_splits, list_sift_flow},
      {"nyud", "data/images/img_ID.png, segmentation/img_ID.mat (data convert) or .png, lists of ids",
       "Silberman et al. 2012; 40 classes of Gupta et al. 2013", open_pairs<list_nyud>, nyud_splits,
       list_nyud},
      {"ade20k", "ADEChallengeData2016/{images,annotations}/{training,validation}",
       "Zhou et al. 2017; 150 classes", open_pairs<list_ade20k>, ade20k_splits, list_ade20k},
      {"kitti",
       "training/{image_2,semantic}, testing/image_2; options val=, labels=ids|ros (RGB and GT folders)",
       "Alhaija et al. 2018; Ros et al. 2015", open_pairs<list_kitti>, kitti_splits, list_kitti},
      {"membrane", "image/N.png, label/N.png (255 cell, 0 membrane); val= is 20-23",
       "ISBI 2012, Arganda-Carreras et al. 2015", open_pairs<list_membrane>, membrane_splits, list_membrane},
      {"imagenet", "{train,val}/CLASS/*.jpg, or CLASS/*.jpg; option val=",
       "a folder per class, Deng et al. 2009", open_pairs<list_imagenet>, imagenet_splits, list_imagenet},
      {"folder",
       "images/ and masks/ in any usual arrangement; options images=, masks=, val=, test=, table=, missing=",
       "own data", open_pairs<list_folder>, folder_splits, list_folder},
      {"yaml", "FILE.yaml with train:, val:, classes: ...", "own data", open_pairs<list_data_file>,
       data_file_splits, list_data_file},
      {"scenes",
       "nothing on disk; options seed=, count=, val_count=, size=, version=, "
       "task=segment|instances|classify|everything",
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
