#include "weights/pth.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "error/error.h"
#include "weights/metadata_record.h"
#include "weights/pickled_weights.h"

namespace perpixel {

namespace {

constexpr std::string_view kPickle = "data.pkl";

[[noreturn]] void corrupt(const std::string& file, const std::string& what) {
  throw Error(ErrorCode::weights_corrupt, file + ": " + what,
              "the file is cut off or damaged: copy or download it again");
}

/// "weights/" of "weights/data.pkl", the archive's one folder; nothing where there is no such record.
std::optional<std::string> folder_of(const ZipArchive& archive) {
  for (const ZipEntry& entry : archive.entries()) {
    const std::size_t slash = entry.name.find('/');
    if (slash != entry.name.npos && entry.name.substr(slash + 1) == kPickle)
      return entry.name.substr(0, slash + 1);
  }
  if (archive.find(kPickle)) return "";
  return {};
}

void refuse_other_machines(const ZipArchive& archive, const std::string& folder) {
  if (archive.find(folder + "constants.pkl"))
    throw Error(ErrorCode::unsupported, archive.file() + ": a TorchScript program, not weights alone",
                "in Python: torch.save(torch.jit.load(file).state_dict(), \"weights.pth\")");
  const ZipEntry* order = archive.find(folder + "byteorder");
  if (!order) return;
  const SharedBytes text = archive.read(*order);
  if (!std::ranges::equal(text.bytes, std::string_view("little")))
    throw Error(ErrorCode::unsupported, archive.file() + ": saved on a big-endian machine",
                "load it with PyTorch and save it again");
}

std::uint64_t content_bytes(const ZipArchive& archive) {
  std::uint64_t bytes = 0;
  for (const ZipEntry& entry : archive.entries()) bytes += entry.bytes;
  return bytes;
}

}  // namespace

bool is_pth(const ZipArchive& archive) { return folder_of(archive).has_value(); }

WeightsFile read_pth(const ZipArchive& archive) {
  const std::optional<std::string> folder = folder_of(archive);
  if (!folder) corrupt(archive.file(), "has no record data.pkl");
  refuse_other_machines(archive, *folder);
  const std::string name = *folder + std::string(kPickle);
  const Pickle pickle = read_pickle(archive.read(*archive.find(name)), archive.file() + ": " + name);
  const StorageBytes storage = [&](const std::string& key) {
    const ZipEntry* entry = archive.find(*folder + "data/" + key);
    if (!entry)
      corrupt(archive.file(), "lacks the record \"" + *folder + "data/" + shortened(key, 40) + "\"");
    return archive.read(*entry);
  };
  WeightsFile weights = pickled_weights(pickle, storage, content_bytes(archive), archive.file());
  weights.metadata = read_metadata_record(archive, *folder);
  return weights;
}

}  // namespace perpixel
