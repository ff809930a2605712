#include "write/label_tiff.h"

#include "file/file.h"
#include "image/tiff_tiles_writer.h"
#include "write/label_colors.h"

namespace perpixel {

void write_label_tiff(const std::filesystem::path& path, int height, int width, const ClassList& classes,
                      const std::function<void(const LabelRowsSink& sink)>& produce) {
  const SampleType type = mask_from_labels(LabelMap(1, 1, kIgnore), classes).type();
  const auto palette = type == SampleType::u8 ? png_palette(classes) : std::vector<Rgb>();
  write_file_atomically(path, [&](std::ostream& stream) {
    TiffTilesWriter writer(stream, height, width, type, palette);
    produce([&](const LabelMap& rows) {
      require_classes(rows, classes);
      writer.add(mask_from_labels(rows, classes));
    });
    writer.close();
  });
}

}  // namespace perpixel
