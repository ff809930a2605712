// The texts that perpixel writes beside the tensors of a zip archive (.pth, .npz), as safetensors has them in
// its header.
#pragma once

#include <map>
#include <string>

#include "weights/zip_archive.h"
#include "weights/zip_writer.h"

namespace perpixel {

/// The record's content; empty where there is none. `folder` is the archive's ("archive/") or "". Throws
/// weights_corrupt when it is none of ours.
std::map<std::string, std::string> read_metadata_record(const ZipArchive& archive, const std::string& folder);

/// Nothing is written for empty metadata. Throws bad_value for texts that are not UTF-8.
void write_metadata_record(ZipWriter& zip, const std::string& folder,
                           const std::map<std::string, std::string>& metadata);

}  // namespace perpixel
