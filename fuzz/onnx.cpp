// Any bytes give a graph with its weights, or a perpixel::Error.
#include "error/error.h"
#include "onnx/import.h"
#include "onnx/read_message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    // Also what no engine has: its rules and shapes are read all the same.
    const auto imported =
        perpixel::onnx::import_model(perpixel::onnx::read_model_message({data, size}, "fuzz"));
    for (const perpixel::Parameter& parameter : imported.graph.parameters)
      if (imported.weights.at(parameter.name).shape() != parameter.shape) __builtin_trap();
  } catch (const perpixel::Error&) {
  }
  try {
    (void)perpixel::onnx::read_onnx({data, size}, "fuzz");
  } catch (const perpixel::Error&) {
  }
  return 0;
}
