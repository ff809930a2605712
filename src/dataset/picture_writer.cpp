#include "dataset/picture_writer.h"

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "error/error.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

constexpr std::size_t kBlock = 64;

bool may_copy(const ImageHeader& header, PictureForm form) {
  if (header.orientation != 1) return false;
  return header.format == ImageFormat::jpeg ||
         (header.format == ImageFormat::png && form == PictureForm::lossless);
}

/// Copied bytes, or nothing when the source must be encoded anew.
std::string copy_source(const std::vector<std::string>& source, const fs::path& folder,
                        const std::string& name, PictureForm form) {
  if (source.empty()) return "";
  const Bytes bytes = read_file(source[0]);
  const ImageHeader header = read_header(bytes, source[0]);
  if (!may_copy(header, form)) return "";
  const std::string file = name + (header.format == ImageFormat::jpeg ? ".jpg" : ".png");
  write_new_file(folder / file, bytes);
  return file;
}

bool fits_png(const Image& image) { return image.type() != SampleType::f32 && image.channels() <= 4; }

bool fits_jpeg(const Image& image) {
  return image.type() == SampleType::u8 && (image.channels() == 1 || image.channels() == 3);
}

void clear_partial(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
}

}  // namespace

std::string write_picture(const Example& example, const std::vector<std::string>& source,
                          const fs::path& folder, const std::string& name, PictureForm form) {
  if (std::string copied = copy_source(source, folder, name, form); !copied.empty()) return copied;
  const Image& image = example.image;
  if (form == PictureForm::jpeg && fits_jpeg(image)) {
    write_new_file(folder / (name + ".jpg"), encode_jpeg(image, 95));
    return name + ".jpg";
  }
  const bool png = fits_png(image);
  write_new_file(folder / (name + (png ? ".png" : ".tif")), png ? encode_png(image) : encode_tiff(image));
  return name + (png ? ".png" : ".tif");
}

void write_mask(const LabelMap& labels, const ClassList& classes, const fs::path& path) {
  const Image mask = mask_from_labels(labels, classes);
  const bool indexed = mask.type() == SampleType::u8;
  write_new_file(path, indexed ? encode_png(mask, png_palette(classes)) : encode_png(mask));
}

void write_new_file(const fs::path& path, std::span<const std::uint8_t> bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file) return;
  const bool full = errno == ENOSPC || errno == EDQUOT;
  clear_partial(path);
  throw Error(full ? ErrorCode::disk_full : ErrorCode::cannot_write,
              path.string() + (full ? ": no space left" : ": cannot be written"),
              full ? "free some space and run again" : "check that the folder exists and may be written to");
}

std::string safe_name(const std::string& name) {
  const fs::path path = fs::path(name).relative_path();
  const bool escapes =
      std::any_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
  if (!escapes && !path.empty()) return path.generic_string();
  throw Error(ErrorCode::bad_value, "example \"" + name + "\": its name leads out of the output folder");
}

std::string flat_name(const std::string& name) {
  std::string flat = safe_name(name);
  std::replace(flat.begin(), flat.end(), '/', '_');
  return flat;
}

void write_in_order(const SplitToWrite& to,
                    const std::function<std::vector<std::string>(std::size_t, const Example&)>& work,
                    const std::function<void(const std::vector<std::string>&)>& take) {
  const std::size_t total = to.dataset.size();
  for (std::size_t first = 0; first < total; first += kBlock) {
    const std::size_t count = std::min(kBlock, total - first);
    std::vector<std::vector<std::string>> records(count);
    const Progress progress = [&](std::size_t done, std::size_t) {
      if (to.progress) to.progress(first + done, total);
    };
    for_each_index(
        count, to.threads, [&](std::size_t i) { records[i] = work(first + i, to.dataset.load(first + i)); },
        progress);
    for (const auto& record : records) take(record);
  }
}

}  // namespace perpixel
