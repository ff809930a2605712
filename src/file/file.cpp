#include "file/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <streambuf>
#include <utility>

#include "error/error.h"
#include "file/descriptor.h"

namespace perpixel {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void throw_open_error(const fs::path& path, int error) {
  const std::string name = shortened(path.string());
  if (error == ENOENT || error == ENOTDIR)
    throw Error(ErrorCode::file_not_found, name + ": no such file", "check the path");
  throw Error(ErrorCode::file_unreadable, name + ": cannot be read (" + std::strerror(error) + ")",
              error == ENAMETOOLONG ? "this is no path" : "check its permissions and where its links lead");
}

/// Of an opened file; throws when it was not opened or is no plain file.
std::uint64_t regular_file_size(const fs::path& path, int descriptor) {
  if (descriptor < 0) throw_open_error(path, errno);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) throw_open_error(path, errno);
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorCode::file_unreadable, path.string() + ": not a regular file");
  return static_cast<std::uint64_t>(status.st_size);
}

bool may_be_read(const fs::directory_entry& entry) {
  std::error_code unknown;
  const fs::file_type type = entry.status(unknown).type();
  return type == fs::file_type::regular || type == fs::file_type::not_found || type == fs::file_type::none;
}

[[noreturn]] void throw_write_error(const fs::path& path, int error) {
  if (error == ENOSPC || error == EDQUOT)
    throw Error(ErrorCode::disk_full,
                path.string() + ": the disk is full; nothing was replaced, the old file (if any) is intact",
                "free some space, then run the same command again (training: with --resume)");
  throw Error(ErrorCode::cannot_write, path.string() + ": cannot be written (" + std::strerror(error) + ")",
              "choose another output folder with -o, or change its permissions");
}

/// A stream buffer over a descriptor that remembers the first errno, so that a full disk is told from a bug.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int fd) : fd_(fd), buffer_(1 << 16) {
    setp(buffer_.data(), buffer_.data() + buffer_.size());
  }
  int error() const { return error_; }

 protected:
  int_type overflow(int_type c) override {
    if (sync() != 0) return traits_type::eof();
    if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
    return traits_type::not_eof(c);
  }
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    if (count < epptr() - pptr()) return std::streambuf::xsputn(text, count);
    if (sync() != 0) return 0;
    return write_all(text, static_cast<std::size_t>(count)) ? count : 0;
  }
  pos_type seekoff(off_type offset, std::ios_base::seekdir from, std::ios_base::openmode) override {
    if (sync() != 0) return pos_type(off_type(-1));
    const int whence = from == std::ios_base::beg   ? SEEK_SET
                       : from == std::ios_base::cur ? SEEK_CUR
                                                    : SEEK_END;
    return pos_type(::lseek(fd_, offset, whence));
  }
  pos_type seekpos(pos_type position, std::ios_base::openmode which) override {
    return seekoff(off_type(position), std::ios_base::beg, which);
  }
  int sync() override {
    const bool written = write_all(pbase(), static_cast<std::size_t>(pptr() - pbase()));
    setp(buffer_.data(), buffer_.data() + buffer_.size());
    return written ? 0 : -1;
  }

 private:
  bool write_all(const char* data, std::size_t size) {
    while (size > 0 && error_ == 0) {
      const ssize_t written = ::write(fd_, data, size);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) {
        error_ = written < 0 ? errno : EIO;
        break;
      }
      data += written;
      size -= static_cast<std::size_t>(written);
    }
    return error_ == 0;
  }

  int fd_;
  int error_ = 0;
  std::vector<char> buffer_;
};

void fsync_folder(const fs::path& folder) {
  const Descriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() >= 0) ::fsync(fd.get());
}

}  // namespace

bool path_exists(const fs::path& path) {
  std::error_code failed;
  return fs::exists(path, failed);
}

bool is_file(const fs::path& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed);
}

bool is_folder(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(path, failed);
}

fs::path absolute_path(const fs::path& path) {
  std::error_code failed;
  const fs::path absolute = fs::absolute(path, failed);
  return (failed ? path : absolute).lexically_normal();
}

std::vector<fs::path> files_below(const fs::path& folder, fs::directory_options options) {
  std::vector<fs::path> files;
  std::error_code failed;
  fs::recursive_directory_iterator entry(folder, options, failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    if (may_be_read(*entry)) files.push_back(entry->path());
  }
  if (failed)
    throw Error(ErrorCode::file_unreadable,
                shortened(folder.string()) + ": cannot be listed (" + failed.message() + ")",
                "check the permissions of this folder and of those below it");
  std::sort(files.begin(), files.end());
  return files;
}

Bytes read_file(const fs::path& path, std::size_t max_bytes) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) throw_open_error(path, errno);
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) throw_open_error(path, errno);
  if (S_ISDIR(status.st_mode))
    throw Error(ErrorCode::file_unreadable, path.string() + ": is a folder, not a file");
  if (static_cast<std::size_t>(status.st_size) > max_bytes)
    throw Error(ErrorCode::file_unreadable, path.string() + ": " + std::to_string(status.st_size) +
                                                " bytes, more than the limit of " +
                                                std::to_string(max_bytes));
  Bytes bytes(static_cast<std::size_t>(status.st_size));
  std::size_t got = 0;
  for (;;) {
    if (got == bytes.size()) {  // a pipe, or a file that grew: read on, within the limit
      if (S_ISREG(status.st_mode)) break;
      if (got >= max_bytes)
        throw Error(ErrorCode::file_unreadable,
                    path.string() + ": more than " + std::to_string(max_bytes) + " bytes");
      bytes.resize(std::min(max_bytes, got + (std::size_t{1} << 16)));
    }
    const ssize_t count = ::read(fd.get(), bytes.data() + got, bytes.size() - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw_open_error(path, errno);
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

std::string read_text_file(const fs::path& path, std::size_t max_bytes) {
  const Bytes bytes = read_file(path, max_bytes);
  return {bytes.begin(), bytes.end()};
}

void write_file_atomically(const fs::path& path, const std::function<void(std::ostream&)>& produce) {
  std::string temporary = path.string() + ".tmp.XXXXXX";
  const int raw = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (raw < 0) throw_write_error(path, errno);
  const Descriptor fd(raw);
  ::fchmod(fd.get(), 0644);
  DescriptorBuffer buffer(fd.get());
  std::ostream stream(&buffer);
  try {
    produce(stream);
    stream.flush();
  } catch (...) {
    ::unlink(temporary.c_str());
    if (buffer.error() != 0) throw_write_error(path, buffer.error());  // what made `produce` fail
    throw;
  }
  int error = buffer.error();
  if (error == 0 && ::fsync(fd.get()) != 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    throw_write_error(path, error);
  }
  fsync_folder(path.parent_path());
}

void write_file_atomically(const fs::path& path, std::span<const std::uint8_t> bytes) {
  write_file_atomically(path, [&](std::ostream& out) {
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  });
}

void write_file_atomically(const fs::path& path, std::string_view text) {
  write_file_atomically(
      path, [&](std::ostream& out) { out.write(text.data(), static_cast<std::streamsize>(text.size())); });
}

void make_writable_folder(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw_write_error(folder, failure.value());
  std::string probe = (folder / ".perpixel-write-test.XXXXXX").string();
  const int raw = ::mkostemp(probe.data(), O_CLOEXEC);
  if (raw < 0) throw_write_error(folder, errno);
  const Descriptor fd(raw);
  ::unlink(probe.c_str());
}

void create_parent_folder(const fs::path& file) {
  if (!file.has_parent_path()) return;  // in the current folder
  std::error_code failure;
  fs::create_directories(file.parent_path(), failure);
  if (failure) throw_write_error(file.parent_path(), failure.value());
}

ReadableFile::ReadableFile(const fs::path& path) {
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  size_ = regular_file_size(path, fd.get());
  fd_ = fd.release();
}

ReadableFile::~ReadableFile() { ::close(fd_); }

std::size_t ReadableFile::read(std::uint64_t offset, std::span<std::uint8_t> to) const {
  std::size_t got = 0;
  while (got < to.size()) {
    const ssize_t count = ::pread(fd_, to.data() + got, to.size() - got, static_cast<off_t>(offset + got));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    got += static_cast<std::size_t>(count);
  }
  return got;
}

MappedFile::MappedFile(const fs::path& path)
    : MappedFile(Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)).get(), path) {}

MappedFile::MappedFile(int descriptor, const fs::path& name) {
  size_ = static_cast<std::size_t>(regular_file_size(name, descriptor));
  if (size_ == 0) return;
  void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapped == MAP_FAILED) throw_open_error(name, errno);
  data_ = static_cast<const std::uint8_t*>(mapped);
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(const_cast<std::uint8_t*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

}  // namespace perpixel
