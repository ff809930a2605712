#include "image/codec.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "error/error.h"
#include "image/exif.h"
#include "image/jpeg.h"
#include "image/png.h"
#include "image/tiff.h"

namespace perpixel {

namespace {

bool starts_with(std::span<const std::uint8_t> bytes, std::initializer_list<std::uint8_t> signature) {
  return bytes.size() >= signature.size() && std::equal(signature.begin(), signature.end(), bytes.begin());
}

ImageFormat format_of(std::span<const std::uint8_t> bytes, const std::string& name) {
  if (starts_with(bytes, {0xFF, 0xD8})) return ImageFormat::jpeg;
  if (starts_with(bytes, {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'})) return ImageFormat::png;
  for (const std::uint8_t version : {42, 43})  // classic and big TIFF
    if (starts_with(bytes, {'I', 'I', version, 0}) || starts_with(bytes, {'M', 'M', 0, version}))
      return ImageFormat::tiff;
  if (bytes.size() < 8)
    throw Error(ErrorCode::image_corrupt,
                name + ": " + std::to_string(bytes.size()) + " bytes are no picture",
                "the file is empty or truncated");
  throw Error(ErrorCode::image_unsupported, name + ": neither JPEG, PNG nor TIFF by its first bytes",
              "convert it to one of these formats");
}

std::string lower_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

struct Extension {
  const char* text;
  Bytes (*encode)(const Image&);
};

Bytes encode_default_jpeg(const Image& image) { return encode_jpeg(image); }
Bytes encode_plain_png(const Image& image) { return encode_png(image); }

constexpr std::array kExtensions{Extension{".jpg", encode_default_jpeg},
                                 Extension{".jpeg", encode_default_jpeg}, Extension{".png", encode_plain_png},
                                 Extension{".tif", encode_tiff}, Extension{".tiff", encode_tiff}};

const Extension* find_extension(const std::filesystem::path& path) {
  const std::string extension = lower_extension(path);
  const auto found =
      std::ranges::find(kExtensions, extension, [](const Extension& e) { return std::string(e.text); });
  return found == kExtensions.end() ? nullptr : &*found;
}

}  // namespace

ImageHeader read_header(std::span<const std::uint8_t> bytes, const std::string& name) {
  switch (format_of(bytes, name)) {
    case ImageFormat::jpeg:
      return read_jpeg_header(bytes, name);
    case ImageFormat::png:
      return read_png_header(bytes, name);
    case ImageFormat::tiff:
      return read_tiff_header(bytes, name);
  }
  return {};
}

ImageHeader read_header(const std::filesystem::path& path) {
  const MappedFile file(path);
  return read_header(file.bytes(), path.string());
}

Image decode(std::span<const std::uint8_t> bytes, const std::string& name, const ReadOptions& options) {
  StoredImage stored;
  switch (format_of(bytes, name)) {
    case ImageFormat::jpeg:
      stored = decode_jpeg(bytes, name, options);
      break;
    case ImageFormat::png:
      stored = decode_png(bytes, name, options);
      break;
    case ImageFormat::tiff:
      stored = decode_tiff(bytes, name, options);
      break;
  }
  if (!options.apply_exif_orientation || stored.orientation == 1) return std::move(stored.image);
  return upright(stored.image, stored.orientation);
}

Image read_image(const std::filesystem::path& path, const ReadOptions& options) {
  const Bytes bytes =
      read_file(path);  // not mapped: a file that shrinks while it is decoded must not kill us
  return decode(bytes, path.string(), options);
}

void write_image(const std::filesystem::path& path, const Image& image) {
  const Extension* extension = find_extension(path);
  if (!extension)
    throw Error(ErrorCode::image_unsupported,
                path.string() + ": no picture format is known by this extension", "use .jpg, .png or .tif");
  write_file_atomically(path, extension->encode(image));
}

bool has_image_extension(const std::filesystem::path& path) { return find_extension(path) != nullptr; }

}  // namespace perpixel
