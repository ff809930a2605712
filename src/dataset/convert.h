// Any data set into a layout that others read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/parallel.h"

namespace perpixel {

/// One row per layout, in `dataset/convert.cpp`.
struct DataLayout {
  const char* name;    // "folder", "voc", "coco", "imagenet"
  const char* layout;  // one line: what is written
};
const std::vector<DataLayout>& data_layouts();

struct ConvertOptions {
  std::string layout;               // empty: folder; voc for sbd, which is used beside VOC
  std::vector<std::string> splits;  // empty: all that exist
  int threads = 0;
  Progress progress;  // within each split
};

struct ConvertedSplit {
  std::string name;
  std::size_t pictures = 0;
};

/// Writes OUT in the layout, with classes.yaml beside it, so that it opens as `folder:OUT`, `voc:OUT` ...
/// with the same labels. Pictures stream: memory does not grow with their number. JPEG and PNG sources are
/// copied byte for byte where the layout allows. After an error nothing is left in OUT. Labels in
/// MATLAB files are read here and nowhere else. Scenes come with every truth unless their task= says
/// otherwise. Throws bad_value for an unknown layout, dataset_layout when OUT already holds files,
/// unsupported when the layout cannot hold the truths.
std::vector<ConvertedSplit> convert_dataset(const std::string& data, const std::filesystem::path& out,
                                            const ConvertOptions& options = {});

}  // namespace perpixel
