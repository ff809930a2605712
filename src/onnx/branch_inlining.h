// If nodes whose branch is known: its nodes take the place of the node.
#pragma once

#include "onnx/message.h"

namespace perpixel::onnx {

/// Conditions are computed from constants and stated shapes, also behind and inside other branches taken. The
/// values of a branch keep their names where nobody else has them; what it gives gets the names of the If's
/// outputs. Throws graph_invalid for an If without two branches that give what it gives, or with a condition
/// that is no single truth value; unsupported for one whose condition depends on the picture, by name, and
/// for more branches behind one another than can be followed in a moment.
void inline_branches(ModelMessage& model);

}  // namespace perpixel::onnx
