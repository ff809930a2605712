// The readers behind the rows of registry.cpp. Each lists one split's files and says which splits exist.
#pragma once

#include "dataset/kind_options.h"
#include "dataset/pairs.h"

namespace perpixel {

PairListing list_camvid(const DataSpec& spec, const std::string& split);
std::vector<std::string> camvid_splits(const DataSpec& spec);

PairListing list_voc(const DataSpec& spec, const std::string& split);
std::vector<std::string> voc_splits(const DataSpec& spec);

PairListing list_cityscapes(const DataSpec& spec, const std::string& split);
std::vector<std::string> cityscapes_splits(const DataSpec& spec);

PairListing list_sbd(const DataSpec& spec, const std::string& split);
std::vector<std::string> sbd_splits(const DataSpec& spec);

PairListing list_pascal_context(const DataSpec& spec, const std::string& split);
std::vector<std::string> pascal_context_splits(const DataSpec& spec);

PairListing list_sift_flow(const DataSpec& spec, const std::string& split);
std::vector<std::string> sift_flow_splits(const DataSpec& spec);

PairListing list_nyud(const DataSpec& spec, const std::string& split);
std::vector<std::string> nyud_splits(const DataSpec& spec);

PairListing list_ade20k(const DataSpec& spec, const std::string& split);
std::vector<std::string> ade20k_splits(const DataSpec& spec);

PairListing list_kitti(const DataSpec& spec, const std::string& split);
std::vector<std::string> kitti_splits(const DataSpec& spec);

PairListing list_membrane(const DataSpec& spec, const std::string& split);
std::vector<std::string> membrane_splits(const DataSpec& spec);

PairListing list_imagenet(const DataSpec& spec, const std::string& split);
std::vector<std::string> imagenet_splits(const DataSpec& spec);

PairListing list_folder(const DataSpec& spec, const std::string& split);
std::vector<std::string> folder_splits(const DataSpec& spec);

PairListing list_data_file(const DataSpec& spec, const std::string& split);
std::vector<std::string> data_file_splits(const DataSpec& spec);

Dataset open_scenes(const DataSpec& spec, const std::string& split);
std::vector<std::string> scenes_splits(const DataSpec& spec);

/// The label tables of the published sets.
ClassList camvid_classes();
ClassList voc_classes();
ClassList cityscapes_classes(bool train_ids);
ClassList pascal_context_classes(bool background);  // 60 classes, or 59 with 0 ignored
ClassList sift_flow_classes(bool geometric);        // 3 classes, or 33; files count from 1
ClassList nyud_classes();
ClassList ade20k_classes();
/// With the names and things of objectInfo150.txt; a row that cannot be read leaves its class as it is.
ClassList ade20k_classes(const std::filesystem::path& object_info);
ClassList kitti_ros_classes();
ClassList membrane_classes();  // 0 membrane, 255 cell

/// The folder with ImageSets/Segmentation: PATH, PATH/VOC2012 or PATH/VOCdevkit/VOC2012.
std::filesystem::path voc_root(const DataSpec& spec);

}  // namespace perpixel
