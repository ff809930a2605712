#include "graph/surgery.h"

#include <algorithm>
#include <array>
#include <set>

#include "error/error.h"
#include "graph/op/window.h"
#include "graph/op_table.h"

namespace perpixel {

namespace {

constexpr std::array kElementwise{
    "Relu", "Sigmoid", "HardSigmoid", "HardSwish",          "Dropout", "Identity", "Add", "Mul",
    "Max",  "LRN",     "Softmax",     "BatchNormalization", "Concat"};
constexpr std::array kWindows{"Conv", "MaxPool", "AveragePool"};
constexpr std::array kWhole{"GlobalAveragePool", "Flatten", "Gemm"};

template <class Names>
bool is_one_of(const Node& node, const Names& names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return node.op == name; });
}

[[noreturn]] void refuse(const Node& node, const std::string& why, const std::string& hint) {
  throw Error(ErrorCode::bad_value, "surgery: node \"" + node.name + "\" (" + node.op + "): " + why, hint);
}

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Inputs that carry features, not weights or sizes.
std::vector<int> features(const Node& node) {
  const int count = op_rule(node).feature_inputs;
  std::vector<int> inputs(
      node.inputs.begin(),
      count < 0 ? node.inputs.end()
                : node.inputs.begin() + std::min<std::ptrdiff_t>(count, std::ssize(node.inputs)));
  std::erase_if(inputs, [](int input) { return input < 0; });
  return inputs;
}

Window window_in(const Graph& graph, const Node& node) {
  if (node.op != "Conv") return window_of(node);
  const ValueInfo& weight = graph.values[at(node.inputs.at(1))];
  const Shape& shape =
      weight.parameter >= 0 ? graph.parameters[at(weight.parameter)].shape : weight.constant.value().shape();
  return window_of(node, &shape);
}

std::int64_t stride_of(const Graph& graph, const Node& node) {
  if (!is_one_of(node, kWindows)) return 1;
  const Window window = window_in(graph, node);
  if (window.stride[0] != window.stride[1])
    refuse(node,
           "strides " + std::to_string(window.stride[0]) + " and " + std::to_string(window.stride[1]) +
               " differ",
           "one dilation serves both axes");
  return window.stride[0];
}

/// Per value the product of strides that lead to it; 0 = no picture leads there, or more than windows and
/// element-wise operations do.
std::vector<std::int64_t> plain_strides(const Graph& graph) {
  std::vector<std::int64_t> strides(graph.values.size(), 0);
  for (const GraphInput& input : graph.inputs) strides[at(input.value)] = 1;
  for (const int index : live_nodes(graph, false)) {
    const Node& node = graph.nodes[at(index)];
    if (!is_one_of(node, kElementwise) && !is_one_of(node, kWindows)) continue;
    std::int64_t stride = 0;
    bool plain = true;
    for (const int input : features(node)) {
      const ValueInfo& value = graph.values[at(input)];
      if (value.parameter >= 0 || value.constant) continue;
      plain = plain && strides[at(input)] > 0;
      stride = std::max(stride, strides[at(input)]);
    }
    if (plain) strides[at(node.outputs.at(0))] = stride * stride_of(graph, node);
  }
  return strides;
}

/// The nodes that one value needs, in order.
std::vector<int> nodes_before(const Graph& graph, int value) {
  std::vector<bool> wanted(graph.values.size(), false);
  wanted[at(value)] = true;
  std::vector<int> nodes;
  for (int index = static_cast<int>(graph.nodes.size()) - 1; index >= 0; --index) {
    const Node& node = graph.nodes[at(index)];
    if (std::none_of(node.outputs.begin(), node.outputs.end(), [&](int v) { return wanted[at(v)]; }))
      continue;
    nodes.push_back(index);
    for (const int input : node.inputs)
      if (input >= 0) wanted[at(input)] = true;
  }
  std::reverse(nodes.begin(), nodes.end());
  return nodes;
}

std::string list_text(const std::set<std::int64_t>& numbers) {
  std::string text;
  for (const std::int64_t number : numbers) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

std::int64_t nearest(const std::set<std::int64_t>& numbers, std::int64_t wanted) {
  return *std::min_element(numbers.begin(), numbers.end(), [&](std::int64_t a, std::int64_t b) {
    return std::abs(a - wanted) < std::abs(b - wanted);
  });
}

/// The rewriting of one graph: values of the old one become values of the new one, each with the stride that
/// it keeps and the factor by which it is denser.
class Rewriting {
 public:
  Rewriting(const Graph& graph, const DenseTarget& target, std::string tap)
      : from_(graph), target_(target), tap_(std::move(tap)), tap_value_(graph.find_value(tap_)) {
    if (tap_value_ < 0)
      throw Error(ErrorCode::bad_value, "surgery: the graph has no value \"" + tap_ + "\"",
                  "`perpixel inspect` lists the names");
    nodes_ = nodes_before(graph, tap_value_);
    places_.resize(graph.values.size());
  }

  DenseGraph run() {
    check_ways();
    check_target();
    for (const GraphInput& input : from_.inputs) copy_input(input);
    to_.name = from_.name;
    for (const int index : nodes_) rewrite(from_.nodes[at(index)]);
    const Place& end = places_[at(tap_value_)];
    to_.outputs.push_back({output_name(), end.value, false});
    check_graph(to_);
    return {std::move(to_), tap_, static_cast<int>(end.stride), static_cast<int>(end.factor)};
  }

 private:
  struct Place {
    int value = -1;
    std::int64_t stride = 0, factor = 0;  // factor 0 = no feature map (parameter, constant)
  };

  void check_ways() const {
    for (const int index : nodes_) {
      const Node& node = from_.nodes[at(index)];
      if (is_one_of(node, kElementwise) || is_one_of(node, kWindows)) continue;
      if (is_one_of(node, kWhole))
        refuse(
            node, "reads the whole map, whatever its stride",
            "turn dense layers into convolutions first (fc6 of VGG-16 = 7x7), or tap before it: " + advice());
      refuse(node, "has no dilated form", "tap the graph before it: " + advice());
    }
  }

  std::string advice() const { return "tap = \"" + densest_tap(from_) + "\""; }

  /// Strides that the tap can have: those of every value on the way to it.
  std::set<std::int64_t> possible_strides() const {
    const std::vector<std::int64_t> strides = plain_strides(from_);
    std::set<std::int64_t> possible{1};
    for (const int index : nodes_) {
      const std::int64_t stride = strides[at(from_.nodes[at(index)].outputs.at(0))];
      if (stride > 0) possible.insert(stride);
    }
    return possible;
  }

  void check_target() const {
    const std::set<std::int64_t> possible = possible_strides();
    if (possible.size() == 1)
      throw Error(ErrorCode::bad_value,
                  "surgery: nothing on the way to \"" + tap_ + "\" has a stride: there is none to remove",
                  "the nearest valid output stride is 1, which it has");
    if (target_.nodes.empty() == (target_.output_stride == 0))
      throw Error(ErrorCode::bad_value, "surgery: give an output stride or the names of strided nodes",
                  "output strides of \"" + tap_ + "\": " + list_text(possible));
    if (target_.nodes.empty() && !possible.contains(target_.output_stride))
      throw Error(ErrorCode::bad_value,
                  "surgery: output_stride = " + std::to_string(target_.output_stride) + ": \"" + tap_ +
                      "\" has strides " + list_text(possible) + " on its way",
                  "the nearest valid value is " + std::to_string(nearest(possible, target_.output_stride)));
    for (const std::string& name : target_.nodes) check_name(name);
  }

  void check_name(const std::string& name) const {
    std::vector<std::string> strided;
    for (const int index : nodes_)
      if (stride_of(from_, from_.nodes[at(index)]) > 1) strided.push_back(from_.nodes[at(index)].name);
    if (std::find(strided.begin(), strided.end(), name) != strided.end()) return;
    std::string all;
    for (const std::string& one : strided) all += (all.empty() ? "" : ", ") + one;
    throw Error(ErrorCode::bad_value,
                "surgery: no node \"" + name + "\" with a stride leads to \"" + tap_ + "\"",
                "strided nodes: " + all);
  }

  void copy_input(const GraphInput& input) {
    const int id = static_cast<int>(to_.values.size());
    to_.values.push_back({.name = input.name, .channels = from_.values[at(input.value)].channels});
    to_.inputs.push_back({input.name, id, input.shape});
    places_[at(input.value)] = {id, 1, 1};
  }

  std::string output_name() const {
    for (const GraphOutput& output : from_.outputs)
      if (output.value == tap_value_) return output.name;
    return tap_;
  }

  /// Parameters and constants are copied when first used.
  int mapped(int input) {
    if (input < 0) return -1;
    Place& place = places_[at(input)];
    const ValueInfo& value = from_.values[at(input)];
    if (place.value < 0 && value.parameter >= 0)
      place.value = to_.add_parameter(from_.parameters[at(value.parameter)]);
    if (place.value < 0 && value.constant) place.value = to_.add_constant(value.name, *value.constant);
    return place.value;
  }

  /// Where the inputs of a node agree to be.
  Place joined(const Node& node) const {
    Place place;
    for (const int input : features(node)) {
      const Place& one = places_[at(input)];
      if (one.factor == 0) continue;
      if (place.factor == 0) place = one;
      if (place.factor != one.factor || place.stride != one.stride)
        refuse(node,
               "its branches would be " + std::to_string(place.factor) + " and " +
                   std::to_string(one.factor) + " times denser",
               "remove the strides of both branches, or of neither");
    }
    return place;
  }

  bool is_removed(const Node& node, const Place& place, std::int64_t stride) const {
    if (stride == 1) return false;
    if (target_.output_stride > 0) return place.stride * stride > target_.output_stride;
    return std::find(target_.nodes.begin(), target_.nodes.end(), node.name) != target_.nodes.end();
  }

  void rewrite(const Node& node) {
    Place place = joined(node);
    Node next = node;
    for (int& input : next.inputs) input = mapped(input);
    if (is_one_of(node, kWindows)) {
      const std::int64_t stride = stride_of(from_, node);
      const bool removed = is_removed(node, place, stride);
      if (removed || place.factor > 1) spread(next, window_in(from_, node), place.factor, removed);
      (removed ? place.factor : place.stride) *= stride;
    }
    const int channels = from_.values[at(node.outputs.at(0))].channels;
    place.value = to_.add_node(next.op, next.name, next.inputs, next.attributes, channels);
    places_[at(node.outputs.at(0))] = place;
  }

  /// Taps `factor` times further apart; a removed stride becomes 1.
  void spread(Node& node, Window window, std::int64_t factor, bool removed) {
    if (window.auto_pad != AutoPad::none)
      refuse(node, "has pads that follow from the picture's size", "build the network with pads in numbers");
    if (node.op == "AveragePool") check_average(node, window, factor);
    const std::int64_t extra = window.ceil_mode ? end_cells(node, window) : 0;
    const auto times = [factor](std::int64_t n) { return n * factor; };
    using Ints = std::vector<std::int64_t>;
    node.attributes["pads"] = Ints{times(window.pad_begin[0]), times(window.pad_begin[1]),
                                   times(window.pad_end[0] + extra), times(window.pad_end[1] + extra)};
    node.attributes["dilations"] = Ints{times(window.dilation[0]), times(window.dilation[1])};
    if (removed) node.attributes["strides"] = Ints{1, 1};
    if (node.op != "Conv") node.attributes["ceil_mode"] = std::int64_t{0};
    if (node.op == "AveragePool") average(node, window, factor);
  }

  /// A ceil-mode pool is a floor-mode one with stride - 1 more cells of nothing at the end, as long as its
  /// last window starts inside the map.
  static std::int64_t end_cells(const Node& node, const Window& window) {
    for (int axis = 0; axis < 2; ++axis)
      if (window.stride[at(axis)] > window.reach(axis) - window.pad_end[at(axis)])
        refuse(node,
               "rounds up with a stride of " + std::to_string(window.stride[at(axis)]) +
                   ", larger than its window less its padding",
               "use a stride of at most " + std::to_string(window.reach(axis) - window.pad_end[at(axis)]) +
                   ", or ceil_mode = 0");
    return window.stride[0] - 1;
  }

  static bool pads(const Window& window) {
    return window.pad_begin[0] + window.pad_begin[1] + window.pad_end[0] + window.pad_end[1] > 0;
  }

  /// At a border the divisor must stay a constant (dilated: a convolution) or the number of real cells.
  static void check_average(const Node& node, const Window& window, std::int64_t factor) {
    const bool counts_all = window.count_include_pad || !pads(window);
    if (factor > 1 ? counts_all && !window.ceil_mode
                   : !window.ceil_mode || !window.count_include_pad || !pads(window))
      return;
    refuse(node, "its windows at the border divide by fewer cells, and have no dilated form",
           "use count_include_pad = 1 and ceil_mode = 0, or keep the strides before it");
  }

  /// Pools of averages have no dilation: a convolution per channel does, with the constant 1 / cells.
  void average(Node& node, const Window& window, std::int64_t factor) {
    node.attributes.erase("dilations");
    if (factor == 1) {
      if (window.ceil_mode) node.attributes["count_include_pad"] = std::int64_t{0};
      return;
    }
    const std::int64_t channels = to_.values[at(node.inputs[0])].channels;
    const auto cells = static_cast<float>(window.kernel[0] * window.kernel[1]);
    const int weight = to_.add_constant(
        node.name + ".average", Tensor::filled({channels, 1, window.kernel[0], window.kernel[1]}, 1 / cells));
    node.op = "Conv";
    node.inputs = {node.inputs[0], weight};
    node.attributes.erase("ceil_mode");
    node.attributes.erase("count_include_pad");
    node.attributes["group"] = channels;
    node.attributes["dilations"] = std::vector<std::int64_t>{factor, factor};
  }

  const Graph& from_;
  const DenseTarget& target_;
  std::string tap_;
  int tap_value_;
  std::vector<int> nodes_;
  std::vector<Place> places_;  // per value of the old graph
  Graph to_;
};

}  // namespace

std::string densest_tap(const Graph& graph) {
  const std::vector<std::int64_t> strides = plain_strides(graph);
  std::int64_t most = 0;
  int tap = -1;
  for (const int index : live_nodes(graph, false)) {
    const Node& node = graph.nodes[at(index)];
    if (node.op == "Gemm" || node.op == "Flatten")
      refuse(node, "is a dense layer, which takes one size only",
             "turn dense layers into convolutions first (the fcn models are), or name a tap before it");
    const int value = node.outputs.at(0);
    if (strides[at(value)] > 0 && strides[at(value)] >= most) {
      most = strides[at(value)];
      tap = value;
    }
  }
  if (tap < 0) throw Error(ErrorCode::bad_value, "surgery: graph \"" + graph.name + "\" has no feature map");
  return graph.values[at(tap)].name;
}

DenseGraph remove_strides(const Graph& graph, const DenseTarget& target) {
  return Rewriting(graph, target, target.tap.empty() ? densest_tap(graph) : target.tap).run();
}

}  // namespace perpixel
