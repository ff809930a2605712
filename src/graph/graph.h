// A network as data: nodes in the vocabulary of ONNX opset 17, parameters, named inputs and outputs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tensor/tensor.h"

namespace perpixel {

/// How a parameter starts. Sources: He et al. 2015 (he), Glorot & Bengio 2010 (xavier), Long et al. 2015
/// (bilinear), Yu & Koltun 2016 (grouped_identity), Aitken et al. 2017 (icnr).
enum class InitKind {
  constant,  // every element = value
  normal,    // Gaussian, standard deviation = value
  he,        // Gaussian, standard deviation = sqrt(2 / fan_in) (value = gain correction, 1 = none)
  xavier,    // uniform in +-sqrt(3 / fan_in), as Caffe's "xavier"
  bilinear,  // transposed-convolution kernel that interpolates bilinearly; channel c -> c only
  // [O, I, k, k] with `groups` = C: C / O at the centre tap between channels of the same of C groups,
  // Gaussian noise of standard deviation `value` elsewhere (0 = none). With O = I = C the identity.
  grouped_identity,
  icnr,  // he, drawn once for each `groups` = r * r successive output channels: depth_to_space starts as
         // nearest
};
struct Init {
  InitKind kind = InitKind::constant;
  float value = 0;
  int groups = 1;
  friend bool operator==(const Init&, const Init&) = default;
};

/// One learned (or running) tensor. Names are "layer.weight", "layer.bias", "layer.running_mean", ...
struct Parameter {
  std::string name;
  Shape shape;
  Init init;
  float lr_mult = 1;
  float decay_mult = 1;
  bool frozen = false;        // never changed by training
  bool is_statistic = false;  // running mean or variance: stored, not differentiated
};

using Attribute =
    std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>, std::vector<float>>;

/// An operation. `inputs` and `outputs` are value numbers; -1 stands for an absent optional input.
struct Node {
  std::string op;    // ONNX name ("Conv"), or ResizeLike / CropLike / PadLike / UnpoolLike: sizes that follow
  std::string name;  // unique in the graph
  std::vector<int> inputs;
  std::vector<int> outputs;
  std::map<std::string, Attribute> attributes;
};

/// Attribute readers. The fallback is returned when the attribute is absent; a wrong type throws
/// graph_invalid.
std::int64_t int_attribute(const Node& node, const std::string& key, std::int64_t fallback);
float float_attribute(const Node& node, const std::string& key, float fallback);
std::string text_attribute(const Node& node, const std::string& key, const std::string& fallback);
std::vector<std::int64_t> ints_attribute(const Node& node, const std::string& key,
                                         std::vector<std::int64_t> fallback);

struct ValueInfo {
  std::string name;
  int channels = 0;    // axis 1, known while building; 0 = unknown
  int producer = -1;   // node, or -1 for inputs, parameters and constants
  int parameter = -1;  // index into Graph::parameters
  std::optional<Tensor> constant;
};

struct GraphInput {
  std::string name;
  int value = -1;
  Shape shape;  // -1 = symbolic (batch, height, width)
  DType type = DType::f32;
};

struct GraphOutput {
  std::string name;
  int value = -1;
  bool train_only = false;  // an auxiliary head: losses see it, deployment does not compute it
};

/// Nodes are in topological order: a node uses only values that exist when it is added.
struct Graph {
  std::string name;  // "main", "trunk", "rpn", ...
  std::vector<Node> nodes;
  std::vector<ValueInfo> values;
  std::vector<Parameter> parameters;
  std::vector<GraphInput> inputs;
  std::vector<GraphOutput> outputs;

  /// Appends and returns the value number of the first output, named `name`.
  int add_node(std::string op, const std::string& node_name, std::vector<int> node_inputs,
               std::map<std::string, Attribute> attributes, int channels);
  int add_parameter(Parameter parameter);
  int add_constant(const std::string& value_name, Tensor tensor);

  const Parameter* find_parameter(const std::string& parameter_name) const;
  /// Value number by name, or -1.
  int find_value(const std::string& value_name) const;
};

/// The nodes that the outputs need (train-only outputs count only when asked), in order.
std::vector<int> live_nodes(const Graph& graph, bool with_train_only);

/// Scalars in all parameters; statistics are left out unless asked for.
std::int64_t parameter_count(const Graph& graph, bool with_statistics = false);

/// Topological order, value and parameter numbers in range, unique names, known operations, parameters of
/// positive size. Throws graph_invalid naming the node.
void check_graph(const Graph& graph);

}  // namespace perpixel
