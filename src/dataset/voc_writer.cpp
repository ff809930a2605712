// The PASCAL VOC layout.
#include "dataset/picture_writer.h"
#include "file/file.h"

namespace fs = std::filesystem;

namespace perpixel {
namespace {

/// Index i + 1 on instance i, 0 elsewhere; VOC counts to 254.
Image object_indices(const Example& example) {
  Image ids(example.image.height(), example.image.width(), 1);
  const std::span<std::uint8_t> samples = ids.samples<std::uint8_t>();
  for (std::size_t i = 0; i < std::min<std::size_t>(example.instances.size(), 254); ++i) {
    const Mask mask = decode_rle(example.instances[i].mask);
    for (std::size_t p = 0; p < mask.inside.size() && p < samples.size(); ++p) {
      if (mask.inside[p]) samples[p] = static_cast<std::uint8_t>(i + 1);
    }
  }
  return ids;
}

void write_objects(const Example& example, const fs::path& path) {
  if (example.instances.empty()) return;
  std::vector<Rgb> palette;
  for (int i = 0; i < 256; ++i) palette.push_back(voc_color(i));
  write_new_file(path, encode_png(object_indices(example), palette));
}

}  // namespace

void write_voc_split(const SplitToWrite& to) {
  const auto work = [&](std::size_t i, const Example& example) -> std::vector<std::string> {
    const std::string name = flat_name(example.name);
    write_picture(example, to.dataset.files(i), to.out / "JPEGImages", name, PictureForm::jpeg);
    if (example.labels) {
      write_mask(*example.labels, to.dataset.classes, to.out / "SegmentationClass" / (name + ".png"));
    }
    write_objects(example, to.out / "SegmentationObject" / (name + ".png"));
    return {name};
  };
  std::string list;
  write_in_order(to, work, [&](const auto& record) { list += record.at(0) + "\n"; });
  const fs::path lists = to.out / "ImageSets" / "Segmentation";
  std::error_code error;
  fs::create_directories(lists, error);
  write_file_atomically(lists / (to.split + ".txt"), list);
}

}  // namespace perpixel
