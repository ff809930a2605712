#include "write/label_png.h"

#include "image/codec.h"
#include "write/label_colors.h"

namespace perpixel {

Bytes encode_label_png(const LabelMap& labels, const ClassList& classes) {
  require_classes(labels, classes);
  const Image ids = mask_from_labels(labels, classes);
  return ids.type() == SampleType::u8 ? encode_png(ids, png_palette(classes)) : encode_png(ids);
}

void write_label_png(const std::filesystem::path& path, const LabelMap& labels, const ClassList& classes) {
  write_file_atomically(path, encode_label_png(labels, classes));
}

}  // namespace perpixel
