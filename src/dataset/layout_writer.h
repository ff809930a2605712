// A data set written out in one of the layouts that others read.
#pragma once

#include <filesystem>
#include <string>

#include "dataset/dataset.h"
#include "dataset/parallel.h"

namespace perpixel {

/// One split on its way out.
struct SplitToWrite {
  const Dataset& dataset;
  std::string split;
  std::filesystem::path out;
  int threads = 0;
  Progress progress;
};

/// images/SPLIT/NAME.*, masks/SPLIT/NAME.png (indexed, the set's own ids) and, for what the examples know
/// beyond that, instances/ (u16: 0 none, i + 1), depth/ (f32 TIFF, metres), normals/ (f32 TIFF), parts/,
/// boundaries/, saliency/.
void write_folder_split(const SplitToWrite& to);

/// JPEGImages/NAME.jpg, SegmentationClass/NAME.png, SegmentationObject/NAME.png (with instances),
/// ImageSets/Segmentation/SPLIT.txt. Slashes in names become _.
void write_voc_split(const SplitToWrite& to);

/// SPLIT/NAME.* and annotations/instances_SPLIT.json: instances as compressed run lengths with boxes, areas,
/// keypoints, and `amodal_segmentation` where known; a set without instances gets one annotation per class
/// and picture, as COCO-stuff. category_id is the table's id.
void write_coco_split(const SplitToWrite& to);

/// SPLIT/CLASS/NAME.*: image-level classes.
void write_imagenet_split(const SplitToWrite& to);

}  // namespace perpixel
