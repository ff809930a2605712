#include <algorithm>
#include <array>
#include <string_view>

#include "error/error.h"
#include "graph/op_table.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

const std::array kRows{
    Row{"AveragePool", average_pool},
    Row{"BatchNormalization", batch_normalization, Storage::overwrite, true},
    Row{"Conv", conv, Storage::fresh, true},
    Row{"ConvTranspose", conv_transpose, Storage::fresh, true},
    Row{"CropLike", crop_like},
    Row{"Dropout", pass_through, Storage::alias},
    Row{"Flatten", pass_through, Storage::alias},
    Row{"Gemm", gemm},
    Row{"GlobalAveragePool", global_average_pool},
    Row{"GlobalMaxPool", global_max_pool},
    Row{"GroupNormalization", group_normalization, Storage::overwrite, true},
    Row{"Identity", pass_through, Storage::alias},
    Row{"InstanceNormalization", instance_normalization, Storage::overwrite},
    Row{"LayerNormalization", layer_normalization, Storage::overwrite},
    Row{"LRN", lrn},
    Row{"LogSoftmax", log_softmax},
    Row{"MaxPool", max_pool},
    Row{"PadLike", pad_like},
    Row{"Reshape", pass_through, Storage::alias},
    Row{"Resize", resize},
    Row{"ResizeLike", resize},
    Row{"Softmax", softmax, Storage::overwrite},
    Row{"Squeeze", pass_through, Storage::alias},
    Row{"UnpoolLike", unpool_like},
    Row{"Unsqueeze", pass_through, Storage::alias},
};
const Row kSampledDropout{"Dropout", sampled_dropout};

const Row kElementary{"", elementary};
const Row kElementaryInPlace{"", elementary, Storage::overwrite};

/// Elementary operations that may write over their first input: element i of the result needs no more of it
/// than element i.
constexpr std::array<std::string_view, 55> kInPlace{"Abs",         "Acos",
                                                    "Add",         "And",
                                                    "Asin",        "Atan",
                                                    "BitShift",    "Ceil",
                                                    "Celu",        "Clip",
                                                    "Cos",         "Cosh",
                                                    "Div",         "Elu",
                                                    "Equal",       "Erf",
                                                    "Exp",         "Floor",
                                                    "Greater",     "GreaterOrEqual",
                                                    "HardSigmoid", "HardSwish",
                                                    "LeakyRelu",   "Less",
                                                    "LessOrEqual", "Log",
                                                    "Max",         "Mean",
                                                    "Min",         "Mod",
                                                    "Mul",         "Neg",
                                                    "Not",         "Or",
                                                    "PRelu",       "Pow",
                                                    "Reciprocal",  "Relu",
                                                    "Round",       "ScatterElements",
                                                    "ScatterND",   "Selu",
                                                    "Sigmoid",     "Sign",
                                                    "Sin",         "Sinh",
                                                    "Softplus",    "Softsign",
                                                    "Sqrt",        "Sub",
                                                    "Sum",         "Tan",
                                                    "Tanh",        "ThresholdedRelu",
                                                    "Xor"};

}  // namespace

const Row& find(const Node& node) {
  // Our own dropout with the number of its draw states the ratio; ONNX's inputs are ratio and training mode.
  if (node.op == "Dropout" && node.inputs.size() > 1 && node.attributes.contains("ratio"))
    return kSampledDropout;
  for (const Row& row : kRows)
    if (node.op == row.name) return row;
  if (const OpRule* rule = find_op(node.op); rule && rule->compute)
    return std::ranges::find(kInPlace, node.op) == kInPlace.end() ? kElementary : kElementaryInPlace;
  throw Error(ErrorCode::unsupported,
              "node \"" + node.name + "\": the CPU engine has no operation " + node.op);
}

}  // namespace perpixel::op
