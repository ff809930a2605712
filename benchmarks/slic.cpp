// How many pictures are cut into 400 superpixels (compactness 10, 10 passes) in a second, and how many of the
// truth's borders do superpixels follow? Peer: peers/slic.py.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "decode/slic.h"
#include "image/codec.h"
#include "rates.h"

namespace perpixel {
namespace {

struct Pictures {
  std::vector<Image> images, truths;
};

Pictures pictures_of(const std::filesystem::path& images, const std::filesystem::path& truths,
                     std::size_t count) {
  std::vector<std::string> stems;
  for (const auto& entry : std::filesystem::directory_iterator(truths))
    stems.push_back(entry.path().stem().string());
  std::ranges::sort(stems);
  Pictures pictures;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& stem = stems[i * stems.size() / count];
    pictures.images.push_back(with_channels(read_image(images / (stem + ".jpg")), 3));
    pictures.truths.push_back(read_image(truths / (stem + ".png"), {.keep_palette_indices = true}));
  }
  return pictures;
}

/// Pixels whose right or lower neighbour has another value.
template <class At>
std::vector<bool> borders(int height, int width, const At& at) {
  std::vector<bool> border(static_cast<std::size_t>(height) * static_cast<std::size_t>(width));
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      border[static_cast<std::size_t>(y * width + x)] =
          (x + 1 < width && at(y, x) != at(y, x + 1)) || (y + 1 < height && at(y, x) != at(y + 1, x));
  return border;
}

/// Counts truth borders with a superpixel border within 2 px.
void count_recall(const Superpixels& s, const Image& truth, double& found, double& all) {
  const auto ours = borders(s.height, s.width, [&](int y, int x) { return s.at(y, x); });
  const auto wanted = borders(s.height, s.width, [&](int y, int x) { return truth.at(y, x, 0); });
  for (int y = 0; y < s.height; ++y)
    for (int x = 0; x < s.width; ++x) {
      if (!wanted[static_cast<std::size_t>(y * s.width + x)]) continue;
      bool near = false;
      for (int v = std::max(0, y - 2); v <= std::min(s.height - 1, y + 2); ++v)
        for (int u = std::max(0, x - 2); u <= std::min(s.width - 1, x + 2); ++u)
          near |= ours[static_cast<std::size_t>(v * s.width + u)];
      found += near;
      ++all;
    }
}

void measure(const std::string& images, const std::string& truths, int threads, int repeats) {
  const Pictures pictures = pictures_of(images, truths, 5);
  const SlicOptions options{.count = 400, .compactness = 10, .threads = threads};
  double found = 0, all = 0;
  int superpixels = 0;
  for (std::size_t i = 0; i < pictures.images.size(); ++i) {
    const Superpixels s = slic(pictures.images[i], options);
    superpixels += s.count;
    count_recall(s, pictures.truths[i], found, all);
  }
  std::printf("# superpixels %d\n# boundary recall within 2 px %.4f\n", superpixels, found / all);
  std::fflush(stdout);
  print_rates(static_cast<double>(pictures.images.size()), repeats, [&] {
    for (const Image& picture : pictures.images) slic(picture, options);
  });
}

}  // namespace
}  // namespace perpixel

int main(int count, char** arguments) {
  return perpixel::run_benchmark(count, 5, "slic PICTURE_FOLDER TRUTH_FOLDER THREADS REPEATS", [&] {
    perpixel::measure(arguments[1], arguments[2], std::atoi(arguments[3]), std::atoi(arguments[4]));
  });
}
