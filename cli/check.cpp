// perpixel check MODEL INPUT: both engines on one input, value by value, and where they part.
#include <map>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "image/codec.h"
#include "model_argument.h"
#include "output.h"
#include "runtime/session.h"
#include "tensor_difference.h"
#include "transform/surroundings.h"
#include "transform/to_tensor.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

struct Difference : TensorDifference {
  std::string value, op;
};

std::map<std::string, std::string> ops_by_value(const Graph& graph) {
  std::map<std::string, std::string> ops;
  for (const auto& node : graph.nodes) {
    for (const int output : node.outputs) {
      if (output >= 0) ops[graph.values[static_cast<std::size_t>(output)].name] = node.op;
    }
  }
  return ops;
}

/// Ours first, all values kept; then LibTorch's, compared as they come.
std::vector<Difference> differences(const Graph& graph, const NamedTensors& weights,
                                    const NamedTensors& inputs, const TorchEngine& torch) {
  NamedTensors ours;
  Session(graph, weights).run(inputs, [&](const std::string& name, const Tensor& value) {
    ours[name] = value.clone();
  });
  const auto ops = ops_by_value(graph);
  std::vector<Difference> found;
  torch.observe(graph, weights, inputs, [&](const std::string& name, const Tensor& value) {
    const auto mine = ours.find(name);
    if (mine == ours.end()) return;
    const auto op = ops.find(name);
    found.push_back({difference_of(mine->second, value), name, op == ops.end() ? "" : op->second});
    ours.erase(mine);
  });
  return found;
}

std::string table_text(const std::vector<Difference>& all, double bound) {
  std::vector<std::vector<std::string>> rows{{"value", "op", "shape", "max |d|", "relative", "at", ""}};
  for (const auto& one : all) {
    char largest[32], relative[32];
    std::snprintf(largest, sizeof largest, "%.2e", one.largest);
    std::snprintf(relative, sizeof relative, "%.2e", one.relative);
    rows.push_back({one.value, one.op, shape_text(one.shape), largest, relative,
                    one.largest > 0 ? place_text(one.at, one.shape) : "",
                    is_apart(one, bound) ? "<-- apart" : ""});
  }
  return aligned_table(rows, {false, false, false, true, true});
}

Json table_json(const std::vector<Difference>& all, double bound) {
  Json list = Json::array();
  for (const auto& one : all) {
    list.push_back({{"value", one.value},
                    {"op", one.op},
                    {"shape", one.shape},
                    {"max_difference", one.largest},
                    {"relative", one.relative},
                    {"apart", is_apart(one, bound)}});
  }
  return list;
}

std::string verdict(const std::vector<Difference>& all, double bound) {
  for (const auto& one : all) {
    if (is_apart(one, bound)) return "the engines part first at " + one.value + " (" + one.op + ")";
  }
  return "the engines agree on all " + std::to_string(all.size()) + " values";
}

}  // namespace

int run_check(Arguments arguments) {
  CommandLine line(
      "check", "Runs perpixel's engine and LibTorch on one picture, node by node, and says where they part.");
  ModelArgument argument;
  std::string input;
  double bound = 1e-4;
  argument.declare(line);
  line->add_option("INPUT", input, "Picture")->required();
  line->add_option("--bound", bound, "Largest difference, relative to the value's largest magnitude")
      ->check(CLI::PositiveNumber);
  line.parse(arguments);
  const TorchEngine& torch = require_torch("perpixel check (two engines)");
  const OpenedModel opened = open_model(argument, line, WithWeights::yes);
  const Image picture = read_image(input);
  const Graph& graph = opened.model.graphs.front();
  const InputRecipe& recipe = opened.model.recipe.input;
  NamedTensors inputs;  // the picture; what else there is (the number of a draw) is zero
  for (const GraphInput& input : graph.inputs)
    if (&input != &graph.inputs.front()) inputs[input.name] = Tensor::zeros(input.shape);
  inputs[graph.inputs.front().name] = with_surroundings(to_tensor(picture, recipe), recipe);
  const auto all = differences(graph, opened.weights, inputs, torch);
  bool apart = all.empty();
  for (const auto& one : all) apart |= is_apart(one, bound);
  const std::string result = all.empty() ? "the engines have no value in common" : verdict(all, bound);
  const Json document{
      {"agree", !apart}, {"bound", bound}, {"verdict", result}, {"values", table_json(all, bound)}};
  print_result(line.json() ? document.dump(2) : table_text(all, bound) + "\n" + result);
  return apart ? 1 : 0;
}

}  // namespace perpixel
