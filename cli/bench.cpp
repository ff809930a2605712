// perpixel bench forward MODEL: seconds of one forward pass.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "graph/batch_norm_folding.h"
#include "graph/cost.h"
#include "machine.h"
#include "model/initial_weights.h"
#include "model_argument.h"
#include "output.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

NamedTensors weights_or_random(const OpenedModel& opened) {
  if (!opened.weights.empty()) return opened.weights;
  NamedTensors weights;
  for (const auto& graph : opened.model.graphs) weights.merge(initial_weights(graph, 0));
  return weights;
}

ClassList numbered(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back("class " + std::to_string(i));
  return class_list_of(names);
}

/// How many nodes of the graph our engine is spared; LibTorch runs the graph as it is.
int batch_norms_folded(const Graph& graph, const NamedTensors& weights, const EngineChoice& choice) {
  return is_own_engine(choice) ? fold_batch_norm(graph, weights).folded : 0;
}

int bench_forward(Arguments arguments) {
  CommandLine line("bench forward",
                   "Time of one forward pass; random weights for a zoo name without --weights.");
  ModelArgument argument;
  std::string size = "224";
  int repeats = 5;
  argument.declare(line);
  argument.declare_engine(line);
  line->add_option("--size", size, "HxW of the input, pixels");
  line->add_option("--repeats", repeats, "Timed passes after one to warm up")->check(CLI::Range(1, 10000));
  line.parse(arguments);
  bool is_zoo_name = false;
  for (const auto& entry : zoo()) is_zoo_name |= argument.model == entry.name;
  // An .onnx brings its weights; without this it would also need a recipe, which is for pictures.
  const bool is_onnx = argument.model.ends_with(".onnx");
  const bool has_weights = (!is_zoo_name && !is_onnx) || !argument.weights.empty();
  const OpenedModel opened =
      open_model(argument, line, has_weights ? WithWeights::yes : WithWeights::no, numbered(21));
  const auto [height, width] = parse_size(size, "--size");
  const Graph& graph = opened.model.graphs.front();
  const GraphInput& input = graph.inputs.front();
  const Tensor data = Tensor::filled({1, input.shape.size() > 1 ? input.shape[1] : 3, height, width}, 0.5f);
  const NamedTensors weights = weights_or_random(opened);
  const Forward forward = open_engine(opened.model, weights, argument.engine);
  NamedTensors inputs{{input.name, data}};  // what else there is (the number of a draw) is zero
  std::map<std::string, Shape> shapes{{input.name, data.shape()}};
  for (std::size_t i = 1; i < graph.inputs.size(); ++i) {
    inputs[graph.inputs[i].name] = Tensor::zeros(graph.inputs[i].shape);
    shapes[graph.inputs[i].name] = graph.inputs[i].shape;
  }
  const auto pass = [&] { forward(graph.name, inputs); };
  pass();
  std::vector<double> times;
  for (int i = 0; i < repeats; ++i) times.push_back(seconds_of(pass));
  std::sort(times.begin(), times.end());
  const double median = times[times.size() / 2];
  const double flops = 2.0 * static_cast<double>(graph_cost(graph, shapes).multiply_adds);
  const Json document{{"model", opened.model.name},
                      {"height", height},
                      {"width", width},
                      {"repeats", repeats},
                      {"median_s", median},
                      {"least_s", times.front()},
                      {"gflops", flops * 1e-9},
                      {"gflops_per_s", flops * 1e-9 / median},
                      {"batch_norms_folded", batch_norms_folded(graph, weights, argument.engine)},
                      {"cpu", this_machine().cpu},
                      {"threads", this_machine().threads}};
  print_result(line.json()
                   ? document.dump(2)
                   : aligned_table({{"model", "input", "median s", "least s", "GFLOPs", "GFLOP/s"},
                                    {opened.model.name, std::to_string(height) + "x" + std::to_string(width),
                                     decimals(median, 4), decimals(times.front(), 4),
                                     decimals(flops * 1e-9, 2), decimals(flops * 1e-9 / median, 2)}},
                                   {false, true, true, true, true, true}));
  return 0;
}

}  // namespace

int run_bench(Arguments arguments) {
  static const std::vector<Command> table{{"forward", bench_forward, "time of one forward pass of MODEL"}};
  return run_subcommand("bench", table, arguments);
}

}  // namespace perpixel
