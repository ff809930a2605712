#include "onnx/export/op_writers.h"

#include <array>

namespace perpixel::onnx {

namespace {

struct OpWriter {
  const char* op;
  void (*write)(const Node& node, GraphWriter& writer);
};

/// ONNX's operator of that name, with ONNX's attributes: our graphs took them from there.
void as_it_stands(const Node& node, GraphWriter& writer) {
  writer.add_own(node, node.op, writer.inputs_of(node), attributes_of(node));
}

constexpr std::array kRows{
    OpWriter{"Add", as_it_stands},
    OpWriter{"AveragePool", write::average_pool},
    OpWriter{"BatchNormalization", as_it_stands},
    OpWriter{"Concat", as_it_stands},
    OpWriter{"Conv", as_it_stands},
    OpWriter{"ConvTranspose", as_it_stands},
    OpWriter{"CropLike", write::crop_like},
    OpWriter{"DepthToSpace", as_it_stands},
    OpWriter{"Dropout", write::dropout},
    OpWriter{"Flatten", as_it_stands},
    OpWriter{"Gemm", as_it_stands},
    OpWriter{"GlobalAveragePool", as_it_stands},
    OpWriter{"GroupNormalization", write::group_normalization},
    OpWriter{"Identity", as_it_stands},
    OpWriter{"LRN", as_it_stands},
    OpWriter{"Max", as_it_stands},
    OpWriter{"MaxPool", write::max_pool},
    OpWriter{"Mul", as_it_stands},
    OpWriter{"PadLike", write::pad_like},
    OpWriter{"Relu", as_it_stands},
    OpWriter{"Resize", write::resize},
    OpWriter{"ResizeLike", write::resize_like},
    OpWriter{"Sigmoid", as_it_stands},
    OpWriter{"Softmax", as_it_stands},
    OpWriter{"UnpoolLike", write::unpool_like},
};

}  // namespace

void write_node(const Node& node, GraphWriter& writer) {
  for (const OpWriter& row : kRows)
    if (node.op == row.op) return row.write(node, writer);
  refuse(node, "has no form in ONNX opset 17 here", "perpixel's own engine runs it without ONNX");
}

}  // namespace perpixel::onnx
