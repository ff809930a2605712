// A data set divided anew, the same way on every machine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "dataset/convert.h"

namespace perpixel {

struct SplitOptions {
  double val = 1.0 / 6, test = 0;  // shares, val + test < 1
  std::uint64_t seed = 0;
  bool copy = false;       // false: lists that point to the files where they are; true: the folder layout
  bool overwrite = false;  // replaces the lists of an earlier division; copies always want an empty folder
  int threads = 0;
  Progress progress;
};

/// Gathers the pictures of all splits, shuffles them by a hash of (seed, name), and writes OUT/data.yaml with
/// OUT/{train,val,test}.txt (absolute paths of picture and mask) and the label table; with `copy`
/// OUT/{images,masks}/{train,val,test} and classes.yaml. A picture's split depends on its name, the seed and
/// the other names, not on the order of files. After an error nothing was written. Throws bad_value for
/// shares out of range, unsupported for sets without masks on disk, cannot_write where an earlier division
/// lies.
std::vector<ConvertedSplit> split_dataset(const std::string& data, const std::filesystem::path& out,
                                          const SplitOptions& options = {});

}  // namespace perpixel
