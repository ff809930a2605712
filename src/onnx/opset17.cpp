#include "onnx/opset17.h"

#include <array>
#include <limits>

#include "error/error.h"
#include "onnx/rule/rules.h"

namespace perpixel::onnx {

namespace {

constexpr std::int64_t kOn = std::numeric_limits<std::int64_t>::max();

struct VersionRule {
  const char* op;
  std::int64_t from, to;  // operator-set versions of the file that it is for
  void (*apply)(NodeMessage& node, Rewriting& graph);
};

// In order: a rule that renames a node comes before those of its new name.
constexpr std::array kRules{
    VersionRule{"Upsample", 9, 9, rule::resize_from_corner},
    VersionRule{"Resize", 10, 10, rule::resize_from_corner},
    VersionRule{"Resize", 11, kOn, rule::resize_inputs},
    VersionRule{"Resize", 18, kOn, rule::resize_axes},
    VersionRule{"GridSample", 20, kOn, rule::rename_grid_mode},
    VersionRule{"RoiAlign", 10, 15, rule::region_corner},
    VersionRule{"Squeeze", 9, 12, rule::axes_to_input},
    VersionRule{"Unsqueeze", 9, 12, rule::axes_to_input},
    VersionRule{"ReduceSum", 9, 12, rule::axes_to_input},
    VersionRule{"ReduceMean", 18, kOn, rule::axes_to_attribute},
    VersionRule{"ReduceMax", 18, kOn, rule::axes_to_attribute},
    VersionRule{"ReduceMin", 18, kOn, rule::axes_to_attribute},
    VersionRule{"ReduceProd", 18, kOn, rule::axes_to_attribute},
    VersionRule{"ReduceL1", 18, kOn, rule::axes_to_attribute},
    VersionRule{"ReduceL2", 18, kOn, rule::axes_to_attribute},
    VersionRule{"ReduceLogSum", 18, kOn, rule::axes_to_attribute},
    VersionRule{"ReduceLogSumExp", 18, kOn, rule::axes_to_attribute},
    VersionRule{"ReduceSumSquare", 18, kOn, rule::axes_to_attribute},
    VersionRule{"Clip", 9, 10, rule::bounds_to_inputs},
    VersionRule{"Pad", 9, 10, rule::pads_to_inputs},
    VersionRule{"Pad", 18, kOn, rule::spread_pad_axes},
    VersionRule{"Slice", 9, 9, rule::slice_to_inputs},
    VersionRule{"Split", 9, 12, rule::split_to_input},
    VersionRule{"Split", 18, kOn, rule::drop_part_count},
    VersionRule{"TopK", 9, 9, rule::count_to_input},
    VersionRule{"Scatter", 9, kOn, rule::rename_scatter},
    VersionRule{"Softmax", 9, 12, rule::softmax_of_rows},
    VersionRule{"LogSoftmax", 9, 12, rule::softmax_of_rows},
    VersionRule{"Hardmax", 9, 12, rule::softmax_of_rows},
    VersionRule{"Gelu", 20, kOn, rule::spell_gelu},
    VersionRule{"Mish", 18, kOn, rule::spell_mish},
    VersionRule{"Swish", 24, kOn, rule::spell_swish},
    VersionRule{"BatchNormalization", 9, kOn, rule::inference_batch_norm},
    VersionRule{"Dropout", 9, kOn, rule::inference_dropout},
    VersionRule{"GroupNormalization", 18, 20, rule::group_norm_by_group},
    VersionRule{"GroupNormalization", 21, kOn, rule::group_norm_precision},
    VersionRule{"Cast", 9, kOn, rule::cast_to_f32},
    VersionRule{"CastLike", 15, kOn, rule::spell_cast_like},
    VersionRule{"ConstantOfShape", 9, kOn, rule::fill_by_expand},
    VersionRule{"Conv", 9, kOn, rule::pads_as_numbers},
    VersionRule{"ConvTranspose", 9, kOn, rule::pads_as_numbers},
    VersionRule{"MaxPool", 9, kOn, rule::pads_as_numbers},
    VersionRule{"AveragePool", 9, kOn, rule::pads_as_numbers},
};

void check_opset(std::int64_t opset) {
  if (opset > kNewestOpset)
    throw Error(ErrorCode::newer_version,
                "operator set " + std::to_string(opset) + ", perpixel reads " + std::to_string(kOldestOpset) +
                    " to " + std::to_string(kNewestOpset),
                "export again with opset_version=18");
  if (opset < kOldestOpset)
    throw Error(ErrorCode::unsupported,
                "operator set " + std::to_string(opset) + ", perpixel reads " + std::to_string(kOldestOpset) +
                    " to " + std::to_string(kNewestOpset),
                "export again with opset_version=17, or bring the file there with onnx.version_converter");
}

/// The operator set of ONNX itself; others are named by the operations that use them.
std::int64_t opset_of(const ModelMessage& model) {
  const auto found = model.opsets.find("");
  if (found == model.opsets.end())
    throw Error(ErrorCode::graph_invalid, "the model does not say which ONNX operator set it uses");
  check_opset(found->second);
  return found->second;
}

void check_domain(const NodeMessage& node) {
  if (node.domain.empty()) return;
  throw Error(ErrorCode::unsupported,
              node_text(node) + ": belongs to \"" + shortened(node.domain) +
                  "\", not to ONNX itself, and is no function of the model",
              "export with standard operators only");
}

void check_body(const NodeMessage& node) {
  for (const AttributeMessage& attribute : node.attributes)
    if (attribute.kind == AttributeMessage::Kind::graph)
      throw Error(ErrorCode::unsupported, node_text(node) + ": runs a graph within the graph",
                  "export without branches and loops over tensors: squeeze fixed axes only, and write what "
                  "follows the network outside of it");
}

/// The nodes of a function are in the operator set that the function says.
void apply_rules(NodeMessage& node, std::int64_t opset_of_model, Rewriting& graph) {
  const std::int64_t opset = node.opset ? node.opset : opset_of_model;
  check_opset(opset);
  for (const VersionRule& row : kRules)
    if (node.op == row.op && opset >= row.from && opset <= row.to) row.apply(node, graph);
  node.opset = 0;
}

}  // namespace

void bring_to_opset_17(ModelMessage& model) {
  const std::int64_t opset = opset_of(model);
  for (const NodeMessage& node : model.graph.nodes) {
    check_domain(node);
    check_body(node);
    if (node.outputs.empty() || node.outputs[0].empty())
      throw Error(ErrorCode::graph_invalid, node_text(node) + ": its first output has no name");
  }
  Rewriting graph(model.graph);
  graph.adopt_constants();
  for (NodeMessage& node : model.graph.nodes) apply_rules(node, opset, graph);
  graph.finish();
  model.opsets[""] = 17;
}

}  // namespace perpixel::onnx
