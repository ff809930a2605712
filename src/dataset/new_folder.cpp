#include "dataset/new_folder.h"

#include <vector>

#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

[[noreturn]] void throw_cannot_write(const fs::path& path, const std::error_code& why) {
  throw Error(ErrorCode::cannot_write, path.string() + ": cannot be written (" + why.message() + ")");
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) entries.push_back(*entry);
  if (failed) throw_cannot_write(folder, failed);
  return entries;
}

/// What a killed program left in `partial` does not count.
void require_empty(const fs::path& out, const fs::path& partial) {
  if (!path_exists(out)) return;
  if (!is_folder(out))
    throw Error(ErrorCode::cannot_write, out.string() + ": is a file, not a folder", "give a new folder");
  for (const fs::path& entry : entries_of(out)) {
    if (entry == partial) continue;
    throw Error(ErrorCode::dataset_layout, out.string() + ": the output folder already holds files",
                "give a new or empty folder: two sets would mix");
  }
}

}  // namespace

NewFolder::NewFolder(const fs::path& out)
    : out_(out), partial_(out / ".partial"), was_there_(path_exists(out)) {
  require_empty(out_, partial_);
  make_writable_folder(out_);
  std::error_code failed;
  fs::remove_all(partial_, failed);
  if (!fs::create_directory(partial_, failed)) throw_cannot_write(partial_, failed);
}

NewFolder::~NewFolder() {
  std::error_code ignored;
  fs::remove_all(partial_, ignored);
  if (!was_there_) fs::remove(out_, ignored);  // keeps a folder that holds something
}

void NewFolder::finish() {
  for (const fs::path& entry : entries_of(partial_)) {
    std::error_code failed;
    fs::rename(entry, out_ / entry.filename(), failed);
    if (failed) throw_cannot_write(out_ / entry.filename(), failed);
  }
}

}  // namespace perpixel
