// A stranger's program: builds FCN-8s from the zoo, runs it on the CPU engine and, where it was linked with
// perpixel_train, on LibTorch as well. Exit 0 when the answers are as the mathematics has it.
#include <perpixel/error/error.h>
#include <perpixel/model/initial_weights.h>
#include <perpixel/model/model.h>
#include <perpixel/runtime/session.h>
#ifdef CONSUMER_TRAINS
#include <perpixel/autograd/torch_forward.h>
#endif

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace {

perpixel::Model small_fcn8s() {
  perpixel::ModelOptions options;
  options.classes = perpixel::class_list_of({"sky", "road", "tree"});
  options.width = 0.125f;
  options.fc_channels = 32;
  return perpixel::zoo_entry("fcn8s").build(options);
}

// FCN's score layers start at zero, and a network of zeros says nothing about engines.
perpixel::NamedTensors lively_weights(const perpixel::Graph& graph) {
  perpixel::NamedTensors weights = perpixel::initial_weights(graph, 1);
  for (auto& [name, tensor] : weights)
    if (name.starts_with("score"))
      for (std::size_t i = 0; i < tensor.floats().size(); ++i)
        tensor.floats()[i] = 0.01f * float(i % 7) - 0.02f;
  return weights;
}

float largest_difference(const perpixel::Tensor& a, const perpixel::Tensor& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.floats().size(); ++i)
    largest = std::max(largest, std::fabs(a.floats()[i] - b.floats()[i]));
  return largest;
}

// A score per class for every pixel of the picture, and not all the same.
int check_scores(const perpixel::Tensor& scores) {
  const auto [low, high] = std::ranges::minmax(scores.floats());
  std::printf("fcn8s: scores %s in [%g, %g]\n", perpixel::shape_text(scores.shape()).c_str(), low, high);
  return scores.shape() == perpixel::Shape{1, 3, 50, 70} && low < high ? 0 : 1;
}

int run() {
  const perpixel::Model model = small_fcn8s();
  const perpixel::Graph& graph = model.graphs.front();
  const perpixel::NamedTensors weights = lively_weights(graph);
  const perpixel::NamedTensors inputs{
      {graph.inputs.front().name, perpixel::Tensor::filled({1, 3, 50, 70}, 0.5f)}};
  const perpixel::Tensor scores = perpixel::Session(graph, weights).run(inputs).begin()->second;
  int faults = check_scores(scores);
#ifdef CONSUMER_TRAINS
  const auto forward = perpixel::torch_forward(model.graphs, weights, "cpu");
  const float difference = largest_difference(scores, forward(graph.name, inputs).begin()->second);
  std::printf("LibTorch %s: largest difference %g\n", perpixel::torch_version().c_str(), difference);
  faults += difference < 1e-4f ? 0 : 1;
#endif
  return faults;
}

}  // namespace

int main() {
  try {
    return run();
  } catch (const perpixel::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
