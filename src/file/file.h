// Bytes on disk: bounded reads, and writes that either happen whole or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace perpixel {

using Bytes = std::vector<std::uint8_t>;

/// Whether something, a file, or a folder lies there. What cannot be looked at (a name too long, links in a
/// circle, no permission) does not: these never throw.
bool path_exists(const std::filesystem::path& path);
bool is_file(const std::filesystem::path& path);
bool is_folder(const std::filesystem::path& path);

/// From the root, without "." and ".."; the path as it is when the current folder is gone.
std::filesystem::path absolute_path(const std::filesystem::path& path);

/// Everything below the folder that may be read as a file, sorted by path: also links that lead nowhere, so
/// that reading them says so. Throws file_unreadable for a folder that cannot be listed, unless `options`
/// pass it over (skip_permission_denied).
std::vector<std::filesystem::path> files_below(
    const std::filesystem::path& folder,
    std::filesystem::directory_options options = std::filesystem::directory_options::none);

/// The whole file. Throws file_not_found or file_unreadable; refuses files above `max_bytes` before reading.
Bytes read_file(const std::filesystem::path& path, std::size_t max_bytes = std::size_t{1} << 32);
std::string read_text_file(const std::filesystem::path& path, std::size_t max_bytes = std::size_t{1} << 28);

/// Replaces `path` by `bytes` atomically: temporary file in the same folder, fsync, rename, fsync of the
/// folder. On any failure the old file stays intact, the temporary is removed, and disk_full or cannot_write
/// is thrown.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// The same for content that is produced piece by piece: `produce` writes to the stream, which can seek.
void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(std::ostream&)>& produce);

/// Creates the folder and its parents and proves that a file can be written in it; throws cannot_write else.
void make_writable_folder(const std::filesystem::path& folder);

/// Creates the folders above a file that is about to be written; throws cannot_write.
void create_parent_folder(const std::filesystem::path& file);

/// A file read here and there, never whole. Throws file_not_found or file_unreadable when it cannot be
/// opened.
class ReadableFile {
 public:
  explicit ReadableFile(const std::filesystem::path& path);
  ~ReadableFile();
  ReadableFile(const ReadableFile&) = delete;
  ReadableFile& operator=(const ReadableFile&) = delete;

  std::uint64_t size() const { return size_; }
  /// Bytes from `offset` on; fewer than asked for at the end of the file or where reading fails.
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> to) const;

 private:
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

/// A file mapped read-only for as long as the object lives. Empty files give an empty span.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  /// Of a descriptor opened for reading, which stays the caller's; `name` is for messages.
  MappedFile(int descriptor, const std::filesystem::path& name);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  MappedFile& operator=(MappedFile&&) = delete;

  std::span<const std::uint8_t> bytes() const { return {data_, size_}; }

 private:
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace perpixel
