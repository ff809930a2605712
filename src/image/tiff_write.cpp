#include "error/error.h"
#include "image/codec.h"
#include "image/tiff_file.h"

namespace perpixel {

namespace {

constexpr std::uint16_t kBits[] = {8, 16, 32};
constexpr std::uint16_t kFormats[] = {SAMPLEFORMAT_UINT, SAMPLEFORMAT_UINT, SAMPLEFORMAT_IEEEFP};

void set_tags(TIFF* tiff, const Image& image) {
  const int channels = image.channels();
  const bool rgb = channels == 3 || channels == 4;
  const auto type = static_cast<std::size_t>(image.type());
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, image.width());
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, image.height());
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kBits[type]);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, kFormats[type]);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, rgb ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  TIFFSetField(tiff, TIFFTAG_PREDICTOR, type == 2 ? PREDICTOR_FLOATINGPOINT : PREDICTOR_HORIZONTAL);
  const int extra = channels - (rgb ? 3 : 1);
  const bool alpha = channels == 2 || channels == 4;
  const std::vector<std::uint16_t> meanings(static_cast<std::size_t>(extra),
                                            alpha ? EXTRASAMPLE_UNASSALPHA : EXTRASAMPLE_UNSPECIFIED);
  if (extra > 0) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, extra, meanings.data());
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, TIFFDefaultStripSize(tiff, 0));
}

template <class T>
bool write_rows(TIFF* tiff, const Image& image) {
  // libtiff's predictor works in the caller's row: it gets a copy.
  std::vector<T> row(static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.channels()));
  for (int y = 0; y < image.height(); ++y) {
    std::copy_n(image.samples<T>().data() + image.offset(y, 0, 0), row.size(), row.data());
    if (TIFFWriteScanline(tiff, row.data(), static_cast<std::uint32_t>(y), 0) != 1) return false;
  }
  return true;
}

bool write_rows(TIFF* tiff, const Image& image) {
  switch (image.type()) {
    case SampleType::u8:
      return write_rows<std::uint8_t>(tiff, image);
    case SampleType::u16:
      return write_rows<std::uint16_t>(tiff, image);
    case SampleType::f32:
      return write_rows<float>(tiff, image);
  }
  return false;
}

}  // namespace

Bytes encode_tiff(const Image& image) {
  constexpr int kMostChannels = 65535;
  if (image.empty() || image.channels() < 1 || image.channels() > kMostChannels)
    throw Error(ErrorCode::image_unsupported, "a TIFF cannot hold a picture of " +
                                                  std::to_string(image.height()) + " x " +
                                                  std::to_string(image.width()) + " pixels of " +
                                                  std::to_string(image.channels()) + " channels");
  Bytes bytes;
  TiffFile file(growing_bytes(bytes), TiffMode::write, "TIFF");
  set_tags(file.handle(), image);
  if (!write_rows(file.handle(), image)) file.fail("cannot be written");
  file.close();
  return bytes;
}

}  // namespace perpixel
