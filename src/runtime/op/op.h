// From a node to something that can run: attributes and parameters are checked once, when the session is
// planned.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "runtime/workers.h"

namespace perpixel::op {

/// What is known about a node before any picture: its parameters and the channels of its inputs.
struct Site {
  const Node& node;
  std::vector<const Tensor*> parameters;  // by input; null for activations and absent inputs
  std::vector<int> channels;              // by input; 0 = unknown

  bool has_input(std::size_t index) const { return index < node.inputs.size() && node.inputs[index] >= 0; }
};

/// One execution. Shapes have been inferred and fit; outputs are allocated.
struct Run {
  std::vector<const Tensor*> inputs;  // null for absent ones, and for parameters that the operation absorbed
  std::vector<Tensor>& outputs;
  Workers& workers;

  bool node_has(std::size_t index) const { return index < inputs.size() && inputs[index]; }
  const Tensor& in(std::size_t index) const { return *inputs[index]; }
  const float* x(std::size_t index = 0) const { return inputs[index]->floats().data(); }
  float* y(std::size_t index = 0) const { return outputs[index].floats().data(); }
};

using Step = std::function<void(const Run&)>;

/// Where the first output lives.
enum class Storage {
  fresh,      // its own memory
  overwrite,  // may be the memory of the first input when nobody reads that again
  alias,      // the elements of the first input under another shape; there is nothing to compute
};

/// A row of the table of operations.
struct Row {
  const char* name;
  Step (*prepare)(const Site& site);
  Storage storage = Storage::fresh;
  bool absorbs_parameters = false;  // `prepare` keeps its own copy of the parameters
};

/// Throws unsupported naming the node.
const Row& find(const Node& node);

/// The row's step; where it absorbs parameters that the graph computes or takes as inputs, they are absorbed
/// anew in every run.
Step prepare(const Row& row, const Site& site);

[[noreturn]] void refuse(const Site& site, const std::string& what);        // graph_invalid
[[noreturn]] void refuse_shape(const Site& site, const std::string& what);  // shape_mismatch
/// The parameter at an input; refuses when that input is computed or absent.
const Tensor& parameter(const Site& site, std::size_t index);
/// Its elements, or null when the input is absent.
std::vector<float> optional_vector(const Site& site, std::size_t index);
/// Refuses when the known channels of the first input differ.
void expect_channels(const Site& site, std::int64_t channels);

Step average_pool(const Site& site);
Step batch_normalization(const Site& site);
Step conv(const Site& site);
Step conv_transpose(const Site& site);
Step crop_like(const Site& site);
Step elementary(const Site& site);
Step pad_like(const Site& site);
Step gemm(const Site& site);
Step group_normalization(const Site& site);
Step global_average_pool(const Site& site);
Step global_max_pool(const Site& site);
Step instance_normalization(const Site& site);
Step layer_normalization(const Site& site);
Step log_softmax(const Site& site);
Step lrn(const Site& site);
Step max_pool(const Site& site);
Step pass_through(const Site& site);
Step resize(const Site& site);
Step sampled_dropout(const Site& site);
Step softmax(const Site& site);
Step unpool_like(const Site& site);

}  // namespace perpixel::op
