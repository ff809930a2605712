// 3_train_fcn8s RUN ITERATIONS SIDE
// Trains a narrow FCN-8s (Long, Shelhamer, Darrell 2015) on generated scenes of SIDE x SIDE pixels, by
// library calls only. The run folder is what the program writes, so examples 1 and 2, and `perpixel predict`,
// take it.
#include <perpixel/config/config.h>
#include <perpixel/dataset/dataset.h>
#include <perpixel/deploy/model_options.h>
#include <perpixel/error/error.h>
#include <perpixel/file/file.h>
#include <perpixel/model/initial_weights.h>
#include <perpixel/train/picture_order.h>
#include <perpixel/train/train.h>
#include <perpixel/transform/augment.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace {

constexpr int kBatch = 4;
constexpr std::uint64_t kSeed = 1;

/// The keys that `perpixel config` lists; what is stored with the weights builds the same network again.
perpixel::Config narrow_fcn8s() {
  perpixel::Config config;
  for (const char* pair : {"model.name=fcn8s", "model.width=0.125", "model.batch_norm=true",
                           "model.fc6_kernel=1", "model.fc_channels=64"})
    config.set_pair(pair, "example");
  return config;
}

/// Batch `index` of the shuffled epochs: images [N, 3, side, side], targets [N, side, side].
perpixel::MakeBatch batches(const perpixel::Dataset& data, const perpixel::Recipe& recipe, int side) {
  const auto order = std::make_shared<perpixel::ShuffledOrder>(kSeed, static_cast<std::int64_t>(data.size()));
  const perpixel::AugmentOptions augment{.crop_height = side, .crop_width = side, .flip = 0.5};
  return [=, input = recipe.input](std::int64_t index) {
    perpixel::Batch batch{.images = perpixel::Tensor({kBatch, input.channels, side, side}),
                          .targets = perpixel::Tensor({kBatch, side, side}, perpixel::DType::i64)};
    const std::size_t image = batch.images.floats().size() / kBatch;
    const std::size_t target = batch.targets.as<std::int64_t>().size() / kBatch;
    for (std::size_t i = 0; i < kBatch; ++i) {
      const auto [picture, epoch] = order->at(index * kBatch + static_cast<std::int64_t>(i));
      const perpixel::Example example = data.load(static_cast<std::size_t>(picture));
      perpixel::fill_training_pair(example, augment, input, kSeed, static_cast<std::uint64_t>(epoch),
                                   static_cast<std::uint64_t>(picture),
                                   batch.images.floats().subspan(i * image, image),
                                   batch.targets.as<std::int64_t>().subspan(i * target, target));
      batch.names.push_back(example.name);
    }
    return batch;
  };
}

void run(const std::filesystem::path& folder, int iterations, int side) {
  const perpixel::Dataset data =
      perpixel::open_dataset("scenes:count=200,size=" + std::to_string(side), "train");
  perpixel::Config config = narrow_fcn8s();
  const perpixel::Model model =
      perpixel::zoo_entry("fcn8s").build(perpixel::model_options_from(config, data.classes));
  config.set("recipe", perpixel::recipe_to_json(model.recipe), "model");

  std::filesystem::create_directories(folder);
  perpixel::write_file_atomically(folder / "config.yaml", config.to_yaml());
  const perpixel::Graph& graph = model.graph(perpixel::kMainGraph);
  perpixel::TrainJob job{.graph = &graph,
                         .initial_weights = perpixel::initial_weights(graph, kSeed),
                         .make_batch = batches(data, model.recipe, side),
                         .run = folder,
                         .config_yaml = config.to_yaml()};
  job.settings.schedule = {.base_lr = 3e-3, .iterations = iterations};
  job.settings.seed = kSeed;
  job.settings.log_period = 1 + iterations / 10;

  perpixel::TrainHooks hooks;
  hooks.message = [](const std::string& text) { std::printf("%s\n", text.c_str()); };
  hooks.logged = [](const perpixel::LogLine& line) {
    std::printf("iteration %lld", static_cast<long long>(line.iteration));
    for (const auto& [name, value] : line.values) std::printf("  %s %.4g", name.c_str(), value);
    std::printf("\n");
  };
  perpixel::train(job, hooks);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s RUN ITERATIONS SIDE\n", argv[0]);
    return 2;
  }
  try {
    run(argv[1], std::atoi(argv[2]), std::atoi(argv[3]));
  } catch (const perpixel::Error& error) {
    std::fprintf(stderr, "%s\n%s\n", error.what(), error.hint().c_str());
    return 1;
  }
  return 0;
}
