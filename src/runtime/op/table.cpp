#include <array>

#include "error/error.h"
#include "runtime/op/op.h"

namespace perpixel::op {

namespace {

const std::array kRows{
    Row{"Add", add, Storage::overwrite},
    Row{"AveragePool", average_pool},
    Row{"BatchNormalization", batch_normalization, Storage::overwrite, true},
    Row{"Concat", concat},
    Row{"Conv", conv, Storage::fresh, true},
    Row{"ConvTranspose", conv_transpose, Storage::fresh, true},
    Row{"CropLike", crop_like},
    Row{"DepthToSpace", depth_to_space},
    Row{"Dropout", pass_through, Storage::alias},
    Row{"Flatten", pass_through, Storage::alias},
    Row{"Gemm", gemm},
    Row{"GlobalAveragePool", global_average_pool},
    Row{"GroupNormalization", group_normalization, Storage::overwrite, true},
    Row{"Identity", pass_through, Storage::alias},
    Row{"LRN", lrn},
    Row{"Max", maximum, Storage::overwrite},
    Row{"MaxPool", max_pool, Storage::fresh, false, DType::i64},
    Row{"Mul", mul, Storage::overwrite},
    Row{"PadLike", pad_like},
    Row{"Relu", relu, Storage::overwrite},
    Row{"Resize", resize},
    Row{"ResizeLike", resize},
    Row{"Sigmoid", sigmoid, Storage::overwrite},
    Row{"Softmax", softmax, Storage::overwrite},
    Row{"UnpoolLike", unpool_like, Storage::fresh, false, DType::f32, DType::i64},
};
const Row kSampledDropout{"Dropout", sampled_dropout};

}  // namespace

const Row& find(const Node& node) {
  if (node.op == "Dropout" && node.inputs.size() > 1) return kSampledDropout;
  for (const Row& row : kRows)
    if (node.op == row.name) return row;
  throw Error(ErrorCode::unsupported,
              "node \"" + node.name + "\": the CPU engine has no operation " + node.op);
}

}  // namespace perpixel::op
