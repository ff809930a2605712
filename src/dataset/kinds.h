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

}  // namespace perpixel
