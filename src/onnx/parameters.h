// Which constants of a file are weights.
#pragma once

#include "graph/graph.h"

namespace perpixel::onnx {

/// Turns every f32 constant that a layer learns into a parameter under its name and moves its elements to the
/// result: weights and biases of convolutions, dense layers (MatMul, and the Add behind it) and
/// normalisations, slopes of PRelu. Running means and variances are statistics; one that a file shares with
/// a learned tensor gets a copy, "name.statistic". All other constants (shapes, factors, bounds) stay.
NamedTensors take_parameters(Graph& graph);

}  // namespace perpixel::onnx
