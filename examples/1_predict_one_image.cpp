// 1_predict_one_image RUN PICTURE OUT.jpg
// Loads a trained run, labels one picture, prints what is in it and paints the labels over it.
#include <perpixel/deploy/deploy.h>
#include <perpixel/error/error.h>
#include <perpixel/image/codec.h>
#include <perpixel/write/overlay.h>

#include <cstdio>
#include <map>

namespace {

void print_shares(const perpixel::LabelMap& labels, const perpixel::ClassList& classes) {
  std::map<perpixel::ClassId, std::size_t> pixels;
  for (const perpixel::ClassId id : labels.ids) ++pixels[id];
  for (const auto& [id, count] : pixels)
    std::printf("%6.2f %%  %s\n", 100.0 * static_cast<double>(count) / static_cast<double>(labels.ids.size()),
                classes.classes[id].name.c_str());
}

void run(const char* run_folder, const char* picture_file, const char* overlay_file) {
  const perpixel::Labeller labeller(run_folder);  // keep it: loading costs more than labelling
  const perpixel::Image picture = perpixel::read_image(picture_file);
  const perpixel::LabelMap labels = labeller.label(picture);  // [H, W] at the picture's own size
  print_shares(labels, labeller.classes());
  perpixel::write_image(overlay_file, perpixel::overlay(picture, labels, labeller.classes()));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s RUN PICTURE OUT.jpg\n", argv[0]);
    return 2;
  }
  try {
    run(argv[1], argv[2], argv[3]);
  } catch (const perpixel::Error& error) {
    std::fprintf(stderr, "%s\n%s\n", error.what(), error.hint().c_str());
    return 1;
  }
  return 0;
}
