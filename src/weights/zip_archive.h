// A zip archive in memory or mapped, its entries read one by one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tensor/shared_bytes.h"
#include "weights/zip_directory.h"

namespace perpixel {

class ZipArchive {
 public:
  /// Reads the directory (read_zip_directory says what is checked and thrown).
  ZipArchive(SharedBytes bytes, std::string file);

  const std::vector<ZipEntry>& entries() const { return entries_; }
  /// The entry of that name, or null.
  const ZipEntry* find(std::string_view name) const;

  /// The entry's bytes: a stored entry's lie in the archive and share its owner; a deflated one is inflated.
  /// Throws weights_corrupt naming the entry where the CRC-32 or the deflated data is wrong. (PyTorch can
  /// write archives without checksums: 0 throughout. Those are taken.)
  SharedBytes read(const ZipEntry& entry) const;

  const std::string& file() const { return file_; }

 private:
  SharedBytes bytes_;
  std::string file_;
  std::vector<ZipEntry> entries_;
  std::vector<std::size_t> by_name_;  // indices of the entries, in name order
  bool has_checksums_ = false;
};

}  // namespace perpixel
