// An output folder that is filled whole or not at all.
#pragma once

#include <filesystem>

namespace perpixel {

/// What is put into `path()` moves into the folder by `finish`; without it nothing stays behind. Meanwhile it
/// lies in OUT/.partial, not beside OUT: OUT may be a mount point, or the folder above read-only.
class NewFolder {
 public:
  /// Creates OUT. Throws dataset_layout when it already holds files, cannot_write when it cannot be written.
  explicit NewFolder(const std::filesystem::path& out);
  ~NewFolder();
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  const std::filesystem::path& path() const { return partial_; }
  /// Throws cannot_write.
  void finish();

 private:
  std::filesystem::path out_, partial_;
  bool was_there_;
};

}  // namespace perpixel
