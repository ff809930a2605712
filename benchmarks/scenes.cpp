// How many scenes of 256x256 px, with their semantic truth, are made in a second? No peer.
#include <atomic>
#include <thread>
#include <vector>

#include "rates.h"
#include "scene/scene.h"

namespace perpixel {
namespace {

constexpr int kPictures = 200;

/// Pictures first … first + kPictures - 1, from `threads` threads.
void render(std::int64_t first, int threads) {
  const SceneOptions options{.truths = SceneTruths::semantic()};
  std::atomic<std::int64_t> next = first;
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i)
    workers.emplace_back([&] {
      for (std::int64_t index = next++; index < first + kPictures; index = next++)
        render_scene(options, index);
    });
}

void measure(int threads, int repeats) {
  std::int64_t first = 0;
  print_rates(kPictures, repeats, [&] {
    render(first, threads);
    first += kPictures;
  });
}

}  // namespace
}  // namespace perpixel

int main(int count, char** arguments) {
  return perpixel::run_benchmark(count, 3, "scenes THREADS REPEATS", [&] {
    perpixel::measure(std::atoi(arguments[1]), std::atoi(arguments[2]));
  });
}
