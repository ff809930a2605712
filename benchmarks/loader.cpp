// How many training pictures a second leave the loader? JPEG and mask decoded, scaled by 0.6 to 1.1, cropped
// to 224x288 px, flipped, normalised, in batches of 8, through the loader of `perpixel train`. Peer:
// peers/loader.py.
#include <memory>
#include <string>

#include "dataset/dataset.h"
#include "rates.h"
#include "train/batch_loader.h"
#include "training_batches.h"

namespace perpixel {
namespace {

constexpr int kBatch = 8;

void measure(const std::string& camvid, int threads, int repeats) {
  const Dataset data = open_dataset("camvid:" + camvid, "train");
  const Recipe recipe{.classes = data.classes};
  const AugmentOptions augment{
      .scale_min = 0.6, .scale_max = 1.1, .crop_height = 224, .crop_width = 288, .flip = 0.5};
  const auto batches = static_cast<std::int64_t>(data.size()) / kBatch;  // in one round over the pictures
  ShuffledOrder order(0, static_cast<std::int64_t>(data.size()));
  const auto place = [&](std::int64_t position) { return order.at(position); };
  BatchLoader loader(training_batches(data, recipe, augment, 0, kBatch, place), 0, batches * (repeats + 1),
                     threads);
  std::cout << "# pictures " << data.size() << "\n";
  print_rates(static_cast<double>(batches * kBatch), repeats, [&] {
    for (std::int64_t i = 0; i < batches; ++i) loader.next();
  });
}

}  // namespace
}  // namespace perpixel

int main(int count, char** arguments) {
  return perpixel::run_benchmark(count, 4, "loader CAMVID_FOLDER THREADS REPEATS", [&] {
    perpixel::measure(arguments[1], std::atoi(arguments[2]), std::atoi(arguments[3]));
  });
}
