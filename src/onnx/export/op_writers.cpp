#include "onnx/export/op_writers.h"

#include <array>

namespace perpixel::onnx {

namespace {

struct OpWriter {
  const char* op;
  void (*write)(const Node& node, GraphWriter& writer);
};

/// Operators of ONNX that need more than their own name here: ours, and those whose details runtimes see
/// differently.
constexpr std::array kRows{
    OpWriter{"AveragePool", write::average_pool},
    OpWriter{"CropLike", write::crop_like},
    OpWriter{"Dropout", write::dropout},
    OpWriter{"GroupNormalization", write::group_normalization},
    OpWriter{"MaxPool", write::max_pool},
    OpWriter{"PadLike", write::pad_like},
    OpWriter{"Resize", write::resize},
    OpWriter{"ResizeLike", write::resize_like},
    OpWriter{"UnpoolLike", write::unpool_like},
};

/// Opset 17's operators that are written as they stand: those of the zoo, then those of imported files.
constexpr std::array kStandard{"Add",
                               "BatchNormalization",
                               "Concat",
                               "Conv",
                               "ConvTranspose",
                               "DepthToSpace",
                               "Flatten",
                               "Gemm",
                               "GlobalAveragePool",
                               "Identity",
                               "LRN",
                               "Max",
                               "Mul",
                               "Relu",
                               "Sigmoid",
                               "Softmax",
                               "Abs",
                               "Acos",
                               "And",
                               "ArgMax",
                               "ArgMin",
                               "Asin",
                               "Atan",
                               "BitShift",
                               "Cast",
                               "CastLike",
                               "Ceil",
                               "Celu",
                               "Clip",
                               "ConstantOfShape",
                               "Cos",
                               "Cosh",
                               "CumSum",
                               "Div",
                               "Elu",
                               "Equal",
                               "Erf",
                               "Exp",
                               "Expand",
                               "Floor",
                               "Gather",
                               "GatherElements",
                               "GatherND",
                               "GlobalMaxPool",
                               "Greater",
                               "GreaterOrEqual",
                               "HardSigmoid",
                               "HardSwish",
                               "InstanceNormalization",
                               "LayerNormalization",
                               "LeakyRelu",
                               "Less",
                               "LessOrEqual",
                               "Log",
                               "LogSoftmax",
                               "MatMul",
                               "Mean",
                               "Min",
                               "Mod",
                               "Neg",
                               "Not",
                               "Or",
                               "PRelu",
                               "Pad",
                               "Pow",
                               "Range",
                               "Reciprocal",
                               "ReduceL1",
                               "ReduceL2",
                               "ReduceLogSum",
                               "ReduceLogSumExp",
                               "ReduceMax",
                               "ReduceMean",
                               "ReduceMin",
                               "ReduceProd",
                               "ReduceSum",
                               "ReduceSumSquare",
                               "Reshape",
                               "Round",
                               "ScatterElements",
                               "ScatterND",
                               "Selu",
                               "Shape",
                               "Sign",
                               "Sin",
                               "Sinh",
                               "Size",
                               "Slice",
                               "Softplus",
                               "Softsign",
                               "SpaceToDepth",
                               "Split",
                               "Sqrt",
                               "Squeeze",
                               "Sub",
                               "Sum",
                               "Tan",
                               "Tanh",
                               "ThresholdedRelu",
                               "Tile",
                               "TopK",
                               "Transpose",
                               "Unsqueeze",
                               "Where",
                               "Xor"};

}  // namespace

void write::as_it_stands(const Node& node, GraphWriter& writer) {
  writer.add_own(node, node.op, writer.inputs_of(node), attributes_of(node));
}

void write_node(const Node& node, GraphWriter& writer) {
  for (const OpWriter& row : kRows)
    if (node.op == row.op) return row.write(node, writer);
  for (const char* op : kStandard)
    if (node.op == op) return write::as_it_stands(node, writer);
  refuse(node, "has no form in ONNX opset 17 here", "perpixel's own engine runs it without ONNX");
}

}  // namespace perpixel::onnx
