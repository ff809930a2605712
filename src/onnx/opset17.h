// Files of other operator-set versions, brought to the form of version 17.
#pragma once

#include <cstdint>

#include "onnx/message.h"

namespace perpixel::onnx {

/// Operator-set versions that files may have: 9 is the oldest that both of PyTorch's exporters have ever
/// written without deprecated operators, `kNewestOpset` is above the newest that PyTorch 2.15 writes (23): 24
/// and 25 widen types only.
constexpr std::int64_t kOldestOpset = 9;
constexpr std::int64_t kNewestOpset = 25;

/// Constant nodes become initializers, every node what operator set 17 calls it (a table of rules, one row a
/// change of the standard), operators that 17 lacks are written with those that it has (Gelu, Mish, Swish,
/// GroupNormalization of version 18), and real numbers of any width become f32. Nodes out of functions start
/// from the operator set of their function. What was inference stays inference: masks of Dropout and batch
/// statistics are refused. Throws unsupported or graph_invalid naming the node; newer_version for operator
/// sets above the newest.
void bring_to_opset_17(ModelMessage& model);

}  // namespace perpixel::onnx
