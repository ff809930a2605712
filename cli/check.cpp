// perpixel check MODEL INPUT: both engines on one input, value by value, and where they part; with --expect,
// each engine against outputs of another program.
#include <algorithm>
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
#include "weights/format.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

/// Tensors by name; everything else is read as a picture.
bool is_tensor_file(const std::string& file) {
  return file.ends_with(".safetensors") || file.ends_with(".npz");
}

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

/// The picture as the recipe wants it, or tensors named as the graph names its inputs; what is not given (the
/// number of a draw) is zero.
NamedTensors inputs_from(const std::string& file, const Model& model) {
  const Graph& graph = model.graphs.front();
  NamedTensors inputs;
  if (is_tensor_file(file))
    for (const auto& [name, tensor] : read_weights(file).tensors) inputs[name] = tensor.to_f32();
  for (const GraphInput& input : graph.inputs)
    if (&input != &graph.inputs.front() && !inputs.contains(input.name))
      inputs[input.name] = Tensor::zeros(input.shape);
  const std::string& first = graph.inputs.front().name;
  if (is_tensor_file(file) && !inputs.contains(first))
    throw Error(ErrorCode::bad_value, file + ": no tensor \"" + first + "\"",
                "its tensors have the names of the graph's inputs");
  if (!is_tensor_file(file))
    inputs[first] = with_surroundings(to_tensor(read_image(file), model.recipe.input), model.recipe.input);
  return inputs;
}

/// An output of one engine against what was expected of it.
struct Expected {
  std::string engine;
  Difference difference;
  double labels_equal = 1;  // share of positions with the same best channel
};

/// Over axis 1; 1 where shapes differ from one another or hold no channels.
double equal_labels(const Tensor& ours, const Tensor& theirs) {
  if (ours.shape() != theirs.shape() || ours.rank() < 2 || ours.size(1) < 1) return 1;
  const Tensor a = ours.to_f32(), b = theirs.to_f32();
  const std::int64_t channels = a.size(1),
                     places = a.count() / std::max<std::int64_t>(1, a.size(0) * channels);
  std::int64_t equal = 0;
  for (std::int64_t n = 0; n < a.size(0); ++n)
    for (std::int64_t place = 0; place < places; ++place) {
      const auto best = [&](const Tensor& scores) {
        std::int64_t found = 0;
        const auto at = [&](std::int64_t c) {
          return scores.floats()[static_cast<std::size_t>((n * channels + c) * places + place)];
        };
        for (std::int64_t c = 1; c < channels; ++c)
          if (at(c) > at(found)) found = c;
        return found;
      };
      equal += best(a) == best(b);
    }
  const std::int64_t all = a.size(0) * places;
  return all == 0 ? 1 : static_cast<double>(equal) / static_cast<double>(all);
}

std::vector<Expected> against(const NamedTensors& expected, const OpenedModel& opened,
                              const NamedTensors& inputs) {
  std::vector<Expected> all;
  for (const char* engine : {"cpu", "torch"}) {
    if (std::string(engine) == "torch" && !torch_engine()) continue;
    const Forward forward = open_engine(opened.model, opened.weights, {.engine = engine});
    const NamedTensors outputs = forward(opened.model.graphs.front().name, inputs);
    for (const auto& [name, theirs] : expected) {
      const auto ours = outputs.find(name);
      if (ours == outputs.end())
        throw Error(ErrorCode::bad_value, "--expect: the model has no output \"" + name + "\"");
      all.push_back(
          {engine, {difference_of(ours->second, theirs), name, ""}, equal_labels(ours->second, theirs)});
    }
  }
  return all;
}

int check_against(const std::string& file, const OpenedModel& opened, const NamedTensors& inputs,
                  double bound, bool json) {
  const auto all = against(read_weights(file).tensors, opened, inputs);
  std::vector<std::vector<std::string>> rows{
      {"engine", "output", "shape", "max |d|", "relative", "labels equal"}};
  Json list = Json::array();
  bool apart = all.empty();
  for (const Expected& one : all) {
    apart |= is_apart(one.difference, bound);
    char largest[32], relative[32];
    std::snprintf(largest, sizeof largest, "%.2e", one.difference.largest);
    std::snprintf(relative, sizeof relative, "%.2e", one.difference.relative);
    rows.push_back({one.engine, one.difference.value, shape_text(one.difference.shape),
                    one.difference.not_comparable ? "other shape" : largest, relative,
                    decimals(100 * one.labels_equal, 3) + " %"});
    list.push_back({{"engine", one.engine},
                    {"output", one.difference.value},
                    {"shape", one.difference.shape},
                    {"comparable", !one.difference.not_comparable},
                    {"max_difference", one.difference.largest},
                    {"relative", one.difference.relative},
                    {"labels_equal", one.labels_equal}});
  }
  const Json document{{"agree", !apart}, {"bound", bound}, {"expected", list}};
  print_result(json ? document.dump(2) : aligned_table(rows, {false, false, false, true, true, true}));
  return apart ? 1 : 0;
}

}  // namespace

int run_check(Arguments arguments) {
  CommandLine line(
      "check",
      "Runs perpixel's engine and LibTorch on one picture, node by node, and says where they part; with "
      "--expect, compares the outputs of each with stored ones.");
  ModelArgument argument;
  std::string input, expect;
  double bound = 1e-4;
  argument.declare(line);
  line->add_option("INPUT", input, "Picture, or .safetensors or .npz of tensors named as the graph's inputs")
      ->required();
  line->add_option("--expect", expect, "File of tensors named as the graph's outputs");
  line->add_option("--bound", bound, "Largest difference, relative to the value's largest magnitude")
      ->check(CLI::PositiveNumber);
  line.parse(arguments);
  if (expect.empty()) require_torch("perpixel check (two engines)");
  const OpenedModel opened = open_model(argument, line, WithWeights::yes);
  const NamedTensors inputs = inputs_from(input, opened.model);
  if (!expect.empty()) return check_against(expect, opened, inputs, bound, line.json());
  const auto all = differences(opened.model.graphs.front(), opened.weights, inputs, *torch_engine());
  bool apart = all.empty();
  for (const auto& one : all) apart |= is_apart(one, bound);
  const std::string result = all.empty() ? "the engines have no value in common" : verdict(all, bound);
  const Json document{
      {"agree", !apart}, {"bound", bound}, {"verdict", result}, {"values", table_json(all, bound)}};
  print_result(line.json() ? document.dump(2) : table_text(all, bound) + "\n" + result);
  return apart ? 1 : 0;
}

}  // namespace perpixel
