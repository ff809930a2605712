// How large a model becomes when its functions are written out.
#pragma once

#include "onnx/function_table.h"
#include "onnx/message.h"

namespace perpixel::onnx {

/// Counts what the graph comes to once every call, in functions too, is replaced by the function's nodes;
/// nothing is written out for that, and each function is looked at once. Throws graph_invalid for a function
/// that calls itself, unsupported for calls more than 32 deep and for more than kMostItems nodes, names and
/// attributes.
void require_bounded_growth(const GraphMessage& graph, const FunctionTable& functions);

}  // namespace perpixel::onnx
