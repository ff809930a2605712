#include "image/exif.h"

#include <algorithm>

#include "image/tiff_structure.h"

namespace perpixel {

namespace {

constexpr std::uint16_t kOrientation = 274;

template <class T>
void copy_upright(const Image& from, Image& to, int orientation) {
  const bool transposed = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const T* in = from.samples<T>().data();
  T* out = to.samples<T>().data();
  for (int y = 0; y < to.height(); ++y)
    for (int x = 0; x < to.width(); ++x) {
      int sy = transposed ? x : y, sx = transposed ? y : x;
      if (from_bottom) sy = from.height() - 1 - sy;
      if (from_right) sx = from.width() - 1 - sx;
      std::copy_n(in + from.offset(sy, sx, 0), from.channels(), out + to.offset(y, x, 0));
    }
}

}  // namespace

int exif_orientation(std::span<const std::uint8_t> exif) {
  const auto tiff = TiffStructure::parse(exif);
  if (!tiff) return 1;
  std::uint64_t orientation = 1;
  tiff->directory(tiff->first_directory(), [&](const TiffEntry& entry) {
    if (entry.tag == kOrientation) orientation = tiff->integer(entry).value_or(1);
  });
  return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
}

Image upright(const Image& image, int orientation) {
  if (orientation <= 1 || orientation > 8) return image;
  const bool transposed = orientation >= 5;
  Image out(transposed ? image.width() : image.height(), transposed ? image.height() : image.width(),
            image.channels(), image.type());
  switch (image.type()) {
    case SampleType::u8:
      copy_upright<std::uint8_t>(image, out, orientation);
      break;
    case SampleType::u16:
      copy_upright<std::uint16_t>(image, out, orientation);
      break;
    case SampleType::f32:
      copy_upright<float>(image, out, orientation);
      break;
  }
  return out;
}

}  // namespace perpixel
