// Many pictures through one network in constant memory: readers -> engine -> writers, with short queues
// between.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "error/error.h"
#include "image/image.h"
#include "input_files.h"
#include "progress_bar.h"

namespace perpixel {

struct FailedInput {
  std::string file;
  Error error;
};

struct StreamReport {
  std::size_t done = 0;
  std::vector<FailedInput> failed;  // in input order
  bool interrupted = false;
};

/// Labels one picture (called from this thread only) and returns what writes the answer (called from writer
/// threads).
using LabelFile = std::function<std::function<void()>(std::size_t index, const Image& image)>;

/// Pictures that cannot be read or labelled are noted and passed over; an output that cannot be written
/// (disk_full, cannot_write) ends the stream and is thrown. Stops early when `interrupted()`.
StreamReport stream_pictures(const std::vector<InputFile>& files, int readers, const LabelFile& label,
                             ProgressBar& bar);

}  // namespace perpixel
