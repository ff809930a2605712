#include "weights/metadata_record.h"

#include <string_view>

#include "weights/safetensors_header.h"

namespace perpixel {

namespace {

/// JSON, in the form of a safetensors header without tensors.
constexpr const char* kName = "perpixel.json";

}  // namespace

std::map<std::string, std::string> read_metadata_record(const ZipArchive& archive,
                                                        const std::string& folder) {
  const ZipEntry* entry = archive.find(folder + kName);
  if (!entry) return {};
  const SharedBytes record = archive.read(*entry);
  const std::string_view json(reinterpret_cast<const char*>(record.bytes.data()), record.bytes.size());
  return parse_safetensors_header(json, 0, archive.file() + ": " + entry->name).metadata;
}

void write_metadata_record(ZipWriter& zip, const std::string& folder,
                           const std::map<std::string, std::string>& metadata) {
  if (!metadata.empty()) zip.add(folder + kName, {safetensors_header_text({.metadata = metadata})});
}

}  // namespace perpixel
