// perpixel inspect MODEL: the layer table. No weights are needed.
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "command_line.h"
#include "graph/cost.h"
#include "graph/receptive_field.h"
#include "graph/surgery.h"
#include "metric/score_semantic.h"
#include "model_argument.h"
#include "output.h"
#include "runtime/session.h"
#include "transform/surroundings.h"

namespace perpixel {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kShownClasses = 21, kShownImageClasses = 1000;
constexpr int kShownSide = 224;

struct GraphReport {
  const Graph* graph;
  GraphCost cost;
  PeakMemory engine;                   // of perpixel's own
  std::vector<ReceptiveField> fields;  // per value
};

GraphReport report_of(const Graph& graph, std::pair<int, int> size) {
  std::map<std::string, Shape> shapes;
  for (const auto& input : graph.inputs) {
    Shape shape = input.shape;
    const Shape wanted{1, shape.size() > 1 ? shape[1] : 1, size.first, size.second};
    for (std::size_t axis = 0; axis < shape.size() && axis < 4; ++axis) {
      if (shape[axis] < 0) shape[axis] = wanted[axis];
    }
    shapes[input.name] = shape;
  }
  return {&graph, graph_cost(graph, shapes), peak_memory(graph, shapes), receptive_fields(graph, shapes)};
}

/// "32" for equal axes, "1x2" otherwise; "-" where nothing is connected, "all" where everything is read.
std::string both_axes(double y, double x) {
  const auto text = [](double v) { return v == std::floor(v) ? decimals(v, 0) : decimals(v, 3); };
  return y == x ? text(y) : text(y) + "x" + text(x);
}
std::string stride_text(const ReceptiveField& field) {
  return field.y.connected && field.y.bounded ? both_axes(field.y.stride, field.x.stride) : "-";
}
/// Input coordinate, px, at the centre of what position 0 reads.
std::string centre_text(const ReceptiveField& field) {
  return field.y.connected && field.y.bounded ? both_axes(field.y.centre(), field.x.centre()) : "-";
}
std::string field_text(const ReceptiveField& field) {
  if (!field.y.connected) return "-";
  return field.y.bounded && field.x.bounded ? both_axes(field.y.size(), field.x.size()) : "all";
}

double gflops(std::int64_t multiply_adds) { return 2e-9 * static_cast<double>(multiply_adds); }

std::vector<std::string> node_row(const GraphReport& report, const NodeCost& cost) {
  const Node& node = report.graph->nodes[static_cast<std::size_t>(cost.node)];
  const ReceptiveField& field = report.fields[static_cast<std::size_t>(node.outputs[0])];
  return {node.name,
          node.op,
          shape_text(cost.output),
          stride_text(field),
          field_text(field),
          centre_text(field),
          cost.parameters ? grouped(cost.parameters) : "",
          cost.multiply_adds ? decimals(gflops(cost.multiply_adds), 3) : "",
          bytes_text(static_cast<double>(cost.output_bytes))};
}

std::string graph_text(const GraphReport& report) {
  std::vector<std::vector<std::string>> rows{{"name", "op", "output [N, C, H, W]", "stride", "RF px",
                                              "offset px", "parameters", "GFLOPs", "memory"}};
  for (const auto& cost : report.cost.nodes) rows.push_back(node_row(report, cost));
  const GraphCost& sum = report.cost;
  return aligned_table(rows, {false, false, false, true, true, true, true, true, true}) +
         "\nparameters         " + grouped(sum.parameters) + "\nGFLOPs             " +
         decimals(gflops(sum.multiply_adds), 3) + "  (2 per multiply-add)\nactivations        " +
         bytes_text(static_cast<double>(sum.activation_bytes)) + " kept by training, " +
         bytes_text(static_cast<double>(sum.peak_activation_bytes)) +
         " at the peak of prediction\nCPU engine         " +
         bytes_text(static_cast<double>(report.engine.weights + report.engine.maps)) +
         " at the peak: " + bytes_text(static_cast<double>(report.engine.maps)) +
         " of maps in planned memory, " + bytes_text(static_cast<double>(report.engine.weights)) +
         " of weights\n";
}

Json axis_json(const AxisField& axis) {
  if (!axis.connected || !axis.bounded) return nullptr;
  return {{"stride", axis.stride}, {"size", axis.size()}, {"centre", axis.centre()}};
}

Json node_json(const GraphReport& report, const NodeCost& cost) {
  const Node& node = report.graph->nodes[static_cast<std::size_t>(cost.node)];
  const ReceptiveField& field = report.fields[static_cast<std::size_t>(node.outputs[0])];
  return {{"name", node.name},
          {"op", node.op},
          {"output", cost.output},
          {"field_y", axis_json(field.y)},
          {"field_x", axis_json(field.x)},
          {"parameters", cost.parameters},
          {"flops", 2 * cost.multiply_adds},
          {"output_bytes", cost.output_bytes}};
}

Json graph_json(const GraphReport& report) {
  Json nodes = Json::array();
  for (const auto& cost : report.cost.nodes) nodes.push_back(node_json(report, cost));
  return {{"graph", report.graph->name},
          {"parameters", report.cost.parameters},
          {"flops", 2 * report.cost.multiply_adds},
          {"activation_bytes", report.cost.activation_bytes},
          {"peak_activation_bytes", report.cost.peak_activation_bytes},
          {"engine_bytes", {{"maps", report.engine.maps}, {"weights", report.engine.weights}}},
          {"nodes", nodes}};
}

std::pair<int, int> shown_size(const std::string& size, const Model& model) {
  if (!size.empty()) return parse_size(size, "--size");
  const InputRecipe& input = model.recipe.input;
  if (input.size_rule == SizeRule::fixed) return {input.height, input.width};
  return {kShownSide, kShownSide};
}

/// What the network is given for a picture of this size.
std::pair<int, int> tensor_size(std::pair<int, int> picture, const Model& model) {
  const PixelSize size = surrounded_size(model.recipe.input, {picture.first, picture.second});
  return {size.height, size.width};
}

/// --output-stride: strides on the way to the tap become dilations; the table ends there.
struct Surgery {
  int output_stride = 0;
  std::string tap;

  Graph operator()(const Graph& graph) const {
    if (output_stride == 0) return graph;
    return remove_strides(graph, {.tap = tap, .output_stride = output_stride}).graph;
  }
};

bool is_classifier(const std::string& name) {
  for (const auto& entry : zoo()) {
    if (name == entry.name) return std::string(entry.task) == "classify";
  }
  return false;
}

}  // namespace

int run_inspect(Arguments arguments) {
  CommandLine line("inspect",
                   "Layer table: output size, stride, receptive field, parameters, FLOPs, memory.");
  ModelArgument argument;
  std::string size;
  argument.declare(line);
  line->add_option("--size", size, "HxW of the picture in pixels (default: the recipe's, else 224x224)");
  Surgery surgery;
  line->add_option("--output-stride", surgery.output_stride,
                   "Turn strides into dilations, without retraining, until --tap has this stride");
  line->add_option("--tap", surgery.tap,
                   "Where --output-stride ends (default: the deepest map of largest stride)")
      ->needs("--output-stride");
  line.parse(arguments);
  const int classes = is_classifier(argument.model) ? kShownImageClasses : kShownClasses;
  ClassList numbers;
  for (int i = 0; i < classes; ++i) numbers.classes.push_back({"class " + std::to_string(i), i, {}, false});
  const OpenedModel opened = open_model(argument, line, WithWeights::no, numbers);
  const auto [height, width] = shown_size(size, opened.model);
  const auto given = tensor_size({height, width}, opened.model);
  Json graphs = Json::array();
  std::string text =
      opened.model.name + ", " + std::to_string(opened.model.recipe.classes.size()) + " classes, input " +
      std::to_string(height) + "x" + std::to_string(width) + " (height x width)" +
      (given == std::pair{height, width}
           ? ""
           : ", with its surroundings " + std::to_string(given.first) + "x" + std::to_string(given.second)) +
      "\n\n";
  for (const Graph& whole : opened.model.graphs) {
    const Graph graph = surgery(whole);
    const GraphReport report = report_of(graph, given);
    graphs.push_back(graph_json(report));
    if (opened.model.graphs.size() > 1) text += "graph " + graph.name + "\n";
    text += graph_text(report);
  }
  const Json document{{"model", opened.model.name},
                      {"classes", opened.model.recipe.classes.names()},
                      {"input", {height, width}},
                      {"graphs", graphs}};
  print_result(line.json() ? document.dump(2, ' ', false, Json::error_handler_t::replace) : text);
  return 0;
}

}  // namespace perpixel
