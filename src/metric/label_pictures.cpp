#include "metric/label_pictures.h"

#include "error/error.h"
#include "image/codec.h"

namespace perpixel {

namespace {

std::string size_text(const Image& image) {
  return std::to_string(image.width()) + "x" + std::to_string(image.height());
}

}  // namespace

Image read_label_picture(const std::filesystem::path& file) {
  ReadOptions raw;
  raw.apply_exif_orientation = false;
  raw.keep_palette_indices = true;
  return read_image(file, raw);
}

void require_same_size(const Image& truth, const Image& prediction, const PicturePair& pair) {
  if (truth.height() == prediction.height() && truth.width() == prediction.width()) return;
  throw Error(ErrorCode::size_mismatch,
              pair.prediction.string() + " is " + size_text(prediction) + ", but " + pair.truth.string() +
                  " is " + size_text(truth) + " (width x height)",
              "predictions must have the size of the original picture");
}

LabelMap labels_of_picture(const Image& image, const ClassList& classes, const std::filesystem::path& file) {
  if (!classes.by_color || image.channels() >= 3) return labels_from_mask(image, classes, file.string());
  ClassList by_value = classes;
  by_value.by_color = false;
  return labels_from_mask(image, by_value, file.string());
}

}  // namespace perpixel
