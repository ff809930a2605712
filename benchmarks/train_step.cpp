// How many training steps of FCN-8s a second? Forward, loss, backward and AdamW on 8 crops of 224x288 px, 11
// classes, VGG-16-BN trunk at half width, fc6 and fc7 of 512 channels. Peer: peers/train_step.py.
#include <string>

#include "autograd/network.h"
#include "loss/cross_entropy.h"
#include "model/initial_weights.h"
#include "model/model.h"
#include "rates.h"
#include "train/optimizer.h"

namespace perpixel {
namespace {

constexpr int kBatch = 8, kHeight = 224, kWidth = 288, kClasses = 11;

ModelOptions half_width_options() {
  std::vector<std::string> names;
  for (int i = 0; i < kClasses; ++i) names.push_back("class " + std::to_string(i));
  return {.classes = class_list_of(names), .width = 0.5f, .batch_norm = true, .fc_channels = 512};
}

std::int64_t parameter_count(const Network& network) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < network.parameters().size(); ++i)
    if (!network.graph().parameters[i].is_statistic) count += network.parameters()[i].numel();
  return count;
}

/// A network with its optimiser and one batch that stays the same: the time does not depend on the values.
class Training {
 public:
  explicit Training(const Graph& graph, bool bf16)
      : network_(graph, initial_weights(graph, 0), at::kCPU), optimizer_(network_, {}), bf16_(bf16) {}

  const Network& network() const { return network_; }

  /// Returns the loss before the update.
  double step() {
    optimizer_.zero_grad();
    const TorchTensors outputs = network_.run({{kDataInput, images_}}, {.training = true, .bf16 = bf16_});
    const at::Tensor loss = cross_entropy(outputs.at(kScoreOutput), targets_, {});
    loss.backward();
    optimizer_.step(1e-3);
    return loss.item<double>();
  }

 private:
  Network network_;
  Optimizer optimizer_;
  bool bf16_;
  at::Tensor images_ = at::randn({kBatch, 3, kHeight, kWidth});                          // [N, C, H, W]
  at::Tensor targets_ = at::randint(0, kClasses, {kBatch, kHeight, kWidth}, at::kLong);  // [N, H, W]
};

void measure(const std::string& precision, int threads, int repeats) {
  set_up_torch(threads);
  seed_torch(0, 0);
  Training training(zoo_entry("fcn8s").build(half_width_options()).graph(kMainGraph), precision == "bf16");
  std::cout << "# parameters " << parameter_count(training.network()) << "\n";
  std::printf("# first loss %.3f\n", training.step());
  std::fflush(stdout);
  print_rates(1, repeats, [&] { training.step(); });
}

}  // namespace
}  // namespace perpixel

int main(int count, char** arguments) {
  return perpixel::run_benchmark(count, 4, "train_step f32|bf16 THREADS REPEATS", [&] {
    perpixel::measure(arguments[1], std::atoi(arguments[2]), std::atoi(arguments[3]));
  });
}
