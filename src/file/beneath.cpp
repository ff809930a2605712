#include "file/beneath.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "error/error.h"
#include "file/descriptor.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

int open_beneath(int folder, const std::string& relative) {
  // Not blocking: a pipe by that name must not hold us up before it is refused.
  open_how how{.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
               .mode = 0,
               .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
  return static_cast<int>(::syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof how));
}

[[noreturn]] void refuse(const fs::path& folder, const std::string& relative, int error) {
  const std::string where = shortened((folder / relative).string());
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      throw Error(ErrorCode::file_not_found, where + ": no such file",
                  "copy it beside the file that names it");
    case EXDEV:
    case ELOOP:
      throw Error(ErrorCode::file_unreadable,
                  "\"" + shortened(relative) + "\" leads out of " + shortened(folder.string()) +
                      " or over a symbolic link",
                  "files that a model names must lie in the model's own folder, or below it");
    case ENOSYS:
    case EPERM:  // sandboxes answer so
      throw Error(ErrorCode::unsupported,
                  where + ": this system cannot open a file so that it stays in its folder (openat2)",
                  "store the model in one file");
    default:
      throw Error(ErrorCode::file_unreadable, where + ": cannot be read (" + std::strerror(error) + ")");
  }
}

}  // namespace

MappedFile map_file_beneath(const fs::path& folder, const std::string& relative) {
  if (relative.find('\0') != std::string::npos) refuse(folder, relative, ENOENT);
  const Descriptor below(::open(folder.empty() ? "." : folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (below.get() < 0) refuse(folder, "", errno);
  const Descriptor file(open_beneath(below.get(), relative));
  if (file.get() < 0) refuse(folder, relative, errno);
  return MappedFile(file.get(), folder / relative);
}

}  // namespace perpixel
