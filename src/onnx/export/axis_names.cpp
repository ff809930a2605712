#include "onnx/export/axis_names.h"

#include <algorithm>

namespace perpixel::onnx {

namespace {

std::string axis_letter(std::size_t axis) {
  constexpr const char* kLetters[] = {"N", "C", "H", "W"};
  return axis < std::size(kLetters) ? kLetters[axis] : "axis" + std::to_string(axis);
}

/// The sizes of one axis of a value, by size of the inputs.
std::vector<std::int64_t> sizes_of(int value, std::size_t axis, const std::vector<SizedGraph>& sizes) {
  std::vector<std::int64_t> found;
  for (const SizedGraph& sized : sizes) found.push_back(sized.values[static_cast<std::size_t>(value)][axis]);
  return found;
}

bool all_equal(const std::vector<std::int64_t>& numbers) {
  return std::ranges::all_of(numbers, [&](std::int64_t n) { return n == numbers.front(); });
}

/// The name of the first input's symbolic axis that always has these sizes, or "".
std::string input_axis_like(const std::vector<std::int64_t>& found, const Graph& graph,
                            const std::vector<SizedGraph>& sizes) {
  if (graph.inputs.empty()) return "";
  const GraphInput& input = graph.inputs.front();
  for (std::size_t axis = 0; axis < input.shape.size(); ++axis)
    if (input.shape[axis] < 0 && sizes_of(input.value, axis, sizes) == found) return axis_letter(axis);
  return "";
}

}  // namespace

ValueMessage input_message(const Graph& graph, std::size_t input) {
  const GraphInput& given = graph.inputs[input];
  ValueMessage message{.name = given.name, .type = given.type, .has_shape = true, .shape = given.shape};
  for (std::size_t axis = 0; axis < given.shape.size(); ++axis)
    message.axis_names.push_back(
        given.shape[axis] >= 0 ? "" : (input > 0 ? given.name + "_" : "") + axis_letter(axis));
  return message;
}

ValueMessage output_message(const Graph& graph, const GraphOutput& output, DType type,
                            const std::vector<SizedGraph>& sizes) {
  ValueMessage message{.name = output.name, .type = type, .has_shape = true};
  const std::size_t rank = sizes.front().values[static_cast<std::size_t>(output.value)].size();
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const auto found = sizes_of(output.value, axis, sizes);
    std::string name = input_axis_like(found, graph, sizes);
    const bool is_number = name.empty() && all_equal(found);
    if (!is_number && name.empty()) name = output.name + "_" + axis_letter(axis);
    message.shape.push_back(is_number ? found.front() : -1);
    message.axis_names.push_back(name);
  }
  return message;
}

}  // namespace perpixel::onnx
