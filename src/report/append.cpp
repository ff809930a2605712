#include "report/append.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "error/error.h"

namespace perpixel {

namespace {

[[noreturn]] void throw_append_error(const std::filesystem::path& path, int error) {
  if (error == ENOSPC || error == EDQUOT)
    throw Error(ErrorCode::disk_full, path.string() + ": the disk is full while logging",
                "free some space, then resume the run");
  throw Error(ErrorCode::cannot_write, path.string() + ": cannot be written (" + std::strerror(error) + ")",
              "choose another output folder, or change its permissions");
}

/// 0, or the errno of the first failure.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return errno;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

void append_to_file(const std::filesystem::path& path, std::string_view bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) throw_append_error(path, errno);
  int error = write_all(descriptor, bytes);
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error != 0) throw_append_error(path, error);
}

}  // namespace perpixel
