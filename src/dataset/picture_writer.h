// Pictures and masks into the files of a converted set.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dataset/layout_writer.h"

namespace perpixel {

enum class PictureForm {
  lossless,  // JPEG files are copied, everything else becomes PNG (or TIFF)
  jpeg,      // 8-bit pictures that are not JPEG are encoded, quality 95
};

/// Writes FOLDER/NAME.ext and returns the file's name. A JPEG or PNG source whose pixels need no turning is
/// copied byte for byte.
std::string write_picture(const Example& example, const std::vector<std::string>& source,
                          const std::filesystem::path& folder, const std::string& name, PictureForm form);

/// An indexed PNG in the table's colours (16-bit grey when an id exceeds 255).
void write_mask(const LabelMap& labels, const ClassList& classes, const std::filesystem::path& path);

/// Creates parent folders; throws cannot_write or disk_full and leaves no partial file.
void write_new_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

/// The example's name as a relative path that stays inside the output. Throws bad_value for "..".
std::string safe_name(const std::string& name);
/// The same without folders: a/b -> a_b.
std::string flat_name(const std::string& name);

/// work(i, example) in several threads; after each block of examples take(record) in order, in the caller's
/// thread. Memory is bounded by the block.
void write_in_order(const SplitToWrite& to,
                    const std::function<std::vector<std::string>(std::size_t, const Example&)>& work,
                    const std::function<void(const std::vector<std::string>&)>& take);

}  // namespace perpixel
