#include "dataset/preview.h"

#include <algorithm>

#include "dataset/mask_values.h"
#include "error/error.h"
#include "image/resize.h"

namespace perpixel {
namespace {

constexpr int kMaxWidth = 320;
constexpr int kGap = 4;
constexpr Rgb kUnknown{255, 0, 255};

void put(Image& image, int y, int x, const Rgb& color) {
  image.at(y, x, 0) = color.r;
  image.at(y, x, 1) = color.g;
  image.at(y, x, 2) = color.b;
}

Rgb color_of(const std::optional<ClassId>& id, const ClassList& classes) {
  if (!id) return kUnknown;
  return *id == kIgnore ? classes.void_color : classes.classes.at(*id).color;
}

/// The table is asked value by value: a preview must not fail at the first unknown one.
Image colored_mask(const Image& mask, const ClassList& classes) {
  Image result(mask.height(), mask.width(), 3);
  const Image bytes = mask.type() == SampleType::u8 ? mask : Image();
  for (int y = 0; y < mask.height(); ++y) {
    for (int x = 0; x < mask.width(); ++x) {
      const std::size_t at = mask.offset(y, x, 0);
      std::optional<ClassId> id;
      if (classes.by_color && !bytes.empty()) {
        const int g = bytes.channels() >= 3 ? 1 : 0;
        id = classes.train_id_of(Rgb{bytes.at(y, x, 0), bytes.at(y, x, g), bytes.at(y, x, 2 * g)});
      } else if (!bytes.empty()) {
        id = classes.train_id_of(bytes.at(y, x, 0));
      } else {
        id = classes.train_id_of(mask.samples<std::uint16_t>()[at]);
      }
      put(result, y, x, color_of(id, classes));
    }
  }
  return result;
}

/// u8 of three channels, whatever the picture has.
Image displayable(const Image& image) {
  const Image bytes = to_u8(image);
  if (bytes.channels() == 3) return bytes;
  if (bytes.channels() == 1 || bytes.channels() == 4) return with_channels(bytes, 3);
  Image first(bytes.height(), bytes.width(), 1);
  for (int y = 0; y < bytes.height(); ++y) {
    for (int x = 0; x < bytes.width(); ++x) first.at(y, x, 0) = bytes.at(y, x, 0);
  }
  return with_channels(first, 3);
}

void paste(const Image& from, Image& into, int top, int left) {
  for (int y = 0; y < from.height(); ++y) {
    for (int x = 0; x < from.width(); ++x)
      put(into, top + y, left + x, {from.at(y, x, 0), from.at(y, x, 1), from.at(y, x, 2)});
  }
}

Image scaled_mask(const Image& mask, int height, int width) {
  Image result(height, width, mask.channels(), mask.type());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto sy =
          static_cast<int>((std::int64_t{2} * y + 1) * mask.height() / (std::int64_t{2} * height));
      const auto sx = static_cast<int>((std::int64_t{2} * x + 1) * mask.width() / (std::int64_t{2} * width));
      for (int c = 0; c < mask.channels(); ++c) {
        if (mask.type() == SampleType::u8) {
          result.at(y, x, c) = mask.at(sy, sx, c);
        } else {
          result.samples<std::uint16_t>()[result.offset(y, x, c)] =
              mask.samples<std::uint16_t>()[mask.offset(sy, sx, c)];
        }
      }
    }
  }
  return result;
}

/// Picture and mask side by side; empty when either cannot be read.
Image row_of(const Pair& pair, const ClassList& classes) {
  try {
    const Image picture = displayable(read_image(pair.picture, {.apply_exif_orientation = false}));
    const Image mask = read_mask(pair.mask, classes.by_color);
    if (picture.empty() || mask.empty() || mask.type() == SampleType::f32) return {};
    const int width = std::min(kMaxWidth, picture.width());
    const int height =
        static_cast<int>(std::max<std::int64_t>(1, std::int64_t{picture.height()} * width / picture.width()));
    if (height > 8 * kMaxWidth) return {};
    Image row(height, 2 * width + kGap, 3);
    paste(resize_pillow(picture, height, width), row, 0, 0);
    paste(colored_mask(scaled_mask(mask, height, width), classes), row, 0, width + kGap);
    return row;
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

Image colored(const LabelMap& labels, const ClassList& classes) {
  Image result(labels.height, labels.width, 3);
  for (int y = 0; y < labels.height; ++y) {
    for (int x = 0; x < labels.width; ++x) {
      const ClassId id = labels.at(y, x);
      const bool known = id == kIgnore || id < classes.size();
      put(result, y, x, color_of(known ? std::optional(id) : std::nullopt, classes));
    }
  }
  return result;
}

Image preview_of(const std::vector<Pair>& pairs, const ClassList& classes, int rows) {
  std::vector<Image> shown;
  int height = -kGap, width = 0;
  for (const Pair& pair : pairs) {
    if (static_cast<int>(shown.size()) >= rows) break;
    if (pair.mask.empty()) continue;
    Image row = row_of(pair, classes);
    if (row.empty()) continue;
    height += row.height() + kGap;
    width = std::max(width, row.width());
    shown.push_back(std::move(row));
  }
  if (shown.empty()) return {};
  Image sheet(height, width, 3);
  int top = 0;
  for (const Image& row : shown) {
    paste(row, sheet, top, 0);
    top += row.height() + kGap;
  }
  return sheet;
}

}  // namespace perpixel
