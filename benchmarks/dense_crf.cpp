// How many pictures of 500 x 375 px, 21 labels, go through 10 iterations of the dense CRF in a second?
// Lattices are built anew for every picture. Peer: peers/dense_crf.py.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "decode/argmax.h"
#include "decode/dense_crf.h"
#include "image/codec.h"
#include "image/resize.h"
#include "rates.h"

namespace perpixel {
namespace {

constexpr int kHeight = 375, kWidth = 500, kLabels = 21;

std::vector<Image> pictures_of(const std::string& folder, std::size_t count) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path().string());
  std::ranges::sort(files);
  std::vector<Image> pictures;
  for (std::size_t i = 0; i < count; ++i)
    pictures.push_back(
        resize_pillow(with_channels(read_image(files[i * files.size() / count]), 3), kHeight, kWidth));
  return pictures;
}

/// Waves of another length for each label: the same on both sides without a file.
Tensor probabilities() {
  Tensor p({1, kLabels, kHeight, kWidth});
  const std::size_t plane = kHeight * kWidth;
  for (std::size_t i = 0; i < plane; ++i) {
    const double x = static_cast<double>(i % kWidth), y = static_cast<double>(i / kWidth);
    double sum = 0, e[kLabels];
    for (int l = 0; l < kLabels; ++l)
      sum += e[l] = std::exp(3 * std::sin(0.004 * (l + 1) * x + l) * std::cos(0.005 * (l + 1) * y + 2 * l));
    for (std::size_t l = 0; l < kLabels; ++l) p.floats()[l * plane + i] = static_cast<float>(e[l] / sum);
  }
  return p;
}

/// Mean label: differs when inference differs.
double mean_label(const Tensor& q) {
  const LabelMap labels = argmax_labels(q);
  double sum = 0;
  for (const ClassId id : labels.ids) sum += id;
  return sum / static_cast<double>(labels.ids.size());
}

void measure(const std::string& folder, int threads, int repeats) {
  const auto pictures = pictures_of(folder, 3);
  const Tensor p = probabilities();
  const DenseCrfRecipe recipe{.bilateral_weight = 4,
                              .bilateral_xy = 67,
                              .bilateral_rgb = 3,
                              .smooth_weight = 3,
                              .smooth_xy = 3,
                              .iterations = 10};
  for (const Image& picture : pictures)
    std::printf("# mean label %.2f\n", mean_label(dense_crf(picture, p, recipe, threads)));
  std::fflush(stdout);
  print_rates(static_cast<double>(pictures.size()), repeats, [&] {
    for (const Image& picture : pictures) dense_crf(picture, p, recipe, threads);
  });
}

}  // namespace
}  // namespace perpixel

int main(int count, char** arguments) {
  return perpixel::run_benchmark(count, 4, "dense_crf PICTURE_FOLDER THREADS REPEATS", [&] {
    perpixel::measure(arguments[1], std::atoi(arguments[2]), std::atoi(arguments[3]));
  });
}
