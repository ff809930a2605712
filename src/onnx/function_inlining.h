// Model-local functions: every call becomes the nodes of its function.
#pragma once

#include "onnx/message.h"

namespace perpixel::onnx {

/// Also where graphs within the graph and functions call functions. A value "v" that the call "c" makes on
/// its way is called "c/v", a node alike; a call without a name lends its function's. What the call gives and
/// takes keeps the caller's names; attributes that refer to the function's get what the call says, else their
/// default, and are absent where neither exists. The nodes remember their function's operator set. Throws
/// graph_invalid for functions of one name, for one that calls itself, names values twice or reads what it
/// does not have, and for calls with more inputs or outputs than the function; unsupported for functions that
/// come to more than kMostItems nodes, names and attributes (before any is written out), to more than 64 MiB
/// of text, or that are given graphs.
void inline_functions(ModelMessage& model);

}  // namespace perpixel::onnx
