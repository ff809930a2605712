// Batch normalisation and dropout as they are after training, and normalisation by groups.
#include <algorithm>

#include "onnx/rule/rules.h"

namespace perpixel::onnx::rule {

namespace {

/// Further outputs exist for training only; absent ones are no outputs.
void keep_first_output(NodeMessage& node) {
  if (node.outputs.size() > 1) node.outputs.resize(1);
}

}  // namespace

/// The statistics that training would give back are not computed: whoever reads one is refused by name when
/// the graph is built.
void inference_batch_norm(NodeMessage& node, Rewriting&) {
  if (integer_of(node, "training_mode", 0) != 0)
    Rewriting::refuse(node, "normalises by the batch itself",
                      "export the model after model.eval(), with training=TrainingMode.EVAL");
  for (const char* gone : {"training_mode", "spatial", "is_test", "consumed_inputs"})
    erase_attribute(node, gone);
  keep_first_output(node);
}

/// A Dropout of ours has one input and its ratio as attribute: it passes everything in deployment, and drops
/// when the model is trained further.
void inference_dropout(NodeMessage& node, Rewriting& graph) {
  if (const Tensor* training = graph.constant(input_of(node, 2)); !input_of(node, 2).empty()) {
    if (!training || training->count() != 1 || training->to_f32().floats()[0] != 0)
      Rewriting::refuse(node, "drops in deployment too", "export the model after model.eval()");
  }
  const Tensor* given = graph.constant(input_of(node, 1));
  float ratio = real_of(node, "ratio", 0.5f);
  if (given && given->count() == 1) ratio = given->to_f32().floats()[0];
  if (!(ratio >= 0 && ratio < 1)) Rewriting::refuse(node, "ratio = " + std::to_string(ratio));
  node.attributes = {real_attribute("ratio", ratio)};
  node.inputs.resize(std::min<std::size_t>(node.inputs.size(), 1));
  keep_first_output(node);
}

/// Weight and bias hold one number a group: then groups are what InstanceNormalization calls channels.
void group_norm_by_group(NodeMessage& node, Rewriting& graph) {
  const std::int64_t groups = integer_of(node, "num_groups", 0);
  if (groups < 1 || node.outputs.size() != 1 || node.inputs.size() != 3)
    Rewriting::refuse(node, "must have three inputs, one output and num_groups");
  const std::string x = node.inputs[0], &name = node.outputs[0];
  const std::string shape = graph.add_node("Shape", name + ".shape", {x});
  const std::string joined = graph.add_integers(name + ".groups", {0, groups, -1});
  const std::string grouped = graph.add_node("Reshape", name + ".grouped", {x, joined});
  const std::string normal =
      graph.add_node("InstanceNormalization", name + ".normal", {grouped, node.inputs[1], node.inputs[2]},
                     {real_attribute("epsilon", real_of(node, "epsilon", 1e-5f))});
  node = {.op = "Reshape", .name = node.name, .inputs = {normal, shape}, .outputs = node.outputs};
}

void group_norm_precision(NodeMessage& node, Rewriting&) { erase_attribute(node, "stash_type"); }

}  // namespace perpixel::onnx::rule
