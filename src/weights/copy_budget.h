// A bound on what a file can make its reader copy: many views of one storage are cheap to write down.
#pragma once

#include <cstdint>
#include <string>

#include "error/error.h"

namespace perpixel {

class CopyBudget {
 public:
  /// Four times the bytes that the file holds, and 16 MiB more for small ones.
  explicit CopyBudget(std::uint64_t file_bytes) : left_(4 * file_bytes + (std::uint64_t{16} << 20)) {}

  /// Throws weights_corrupt naming `where` when more is wanted than is left.
  void spend(std::uint64_t bytes, const std::string& where) {
    if (bytes > left_)
      throw Error(ErrorCode::weights_corrupt,
                  where + ": the file's tensors unfold to far more than its bytes",
                  "in Python, make them contiguous and save them again");
    left_ -= bytes;
  }

 private:
  std::uint64_t left_;
};

}  // namespace perpixel
