// TensorBoard's event files: TFRecords of Event messages.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include "image/image.h"

namespace perpixel {

/// RUN/events.out.tfevents.SECONDS.perpixel. Wall times are seconds since 1970 and come from the caller.
/// Events are with the system when a call returns. Throws disk_full, cannot_write.
class TensorBoardLog {
 public:
  /// Continues the newest event file in `folder`, without a record that a killed run left unfinished; begins
  /// one (first record: file_version "brain.Event:2") when there is none.
  TensorBoardLog(const std::filesystem::path& folder, double wall_time);

  void add_scalars(std::int64_t step, double wall_time,
                   std::span<const std::pair<std::string, double>> values);

  /// u8 of 1 or 3 channels, stored as PNG.
  void add_image(std::int64_t step, double wall_time, const std::string& tag, const Image& image);

  /// Removes the events of later steps (to resume from a checkpoint).
  void truncate_after(std::int64_t step);

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace perpixel
