// Operations of two or more elements with NumPy's broadcasting.
#include "array/broadcast.h"

#include <array>
#include <map>
#include <string_view>

#include "array/strided.h"
#include "array/unary.h"
#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

using array::Binary;
using array::Comparison;
using array::Logic;

template <class Kind>
Kind kind_of(const Node& node, std::initializer_list<std::pair<std::string_view, Kind>> table) {
  for (const auto& [name, kind] : table)
    if (node.op == name) return kind;
  invalid(node, "is not in the table of its family");
}

std::vector<Shape> infer_two(const Node& node, const NodeInputs& inputs) {
  if (inputs.size() != 2) invalid(node, "takes two inputs");
  return infer_broadcast(node, inputs);
}

Binary binary_of(const Node& node) {
  if (node.op == "Mod") return int_attribute(node, "fmod", 0) != 0 ? Binary::remainder : Binary::modulo;
  if (node.op == "BitShift") {
    const std::string direction = text_attribute(node, "direction", "");
    if (direction != "LEFT" && direction != "RIGHT") invalid(node, "direction must be LEFT or RIGHT");
    return direction == "LEFT" ? Binary::left_shift : Binary::right_shift;
  }
  return kind_of<Binary>(node, {{"Add", Binary::add},
                                {"Sub", Binary::subtract},
                                {"Mul", Binary::multiply},
                                {"Div", Binary::divide},
                                {"Pow", Binary::power},
                                {"PRelu", Binary::prelu}});
}

void compute_binary(const Computation& run) {
  array::binary(binary_of(run.node), run.in(0), run.in(1), run.outputs[0], run.loop);
}

/// The slope is broadcast to x, never x to the slope.
std::vector<Shape> infer_prelu(const Node& node, const NodeInputs& inputs) {
  const std::vector<Shape> both = infer_two(node, inputs);  // refuses what is absent
  if (both[0] != *inputs[0])
    mismatch(node, "slope " + shape_text(*inputs[1]) + " does not fit input " + shape_text(*inputs[0]));
  return {*inputs[0]};
}

DType boolean_of_two(const Node& node, const InputTypes& inputs, std::size_t output) {
  one_type(node, inputs, output);
  return DType::boolean;
}

DType boolean_of_booleans(const Node& node, const InputTypes& inputs, std::size_t output) {
  if (one_type(node, inputs, output) != DType::boolean) invalid(node, "takes booleans");
  return DType::boolean;
}

void compute_comparison(const Computation& run) {
  const auto kind = kind_of<Comparison>(run.node, {{"Equal", Comparison::equal},
                                                   {"Less", Comparison::less},
                                                   {"LessOrEqual", Comparison::less_or_equal},
                                                   {"Greater", Comparison::greater},
                                                   {"GreaterOrEqual", Comparison::greater_or_equal}});
  array::compare(kind, run.in(0), run.in(1), run.outputs[0], run.loop);
}

void compute_logic(const Computation& run) {
  const auto kind =
      kind_of<Logic>(run.node, {{"And", Logic::both}, {"Or", Logic::either}, {"Xor", Logic::one}});
  array::logic(kind, run.in(0), run.in(1), run.outputs[0], run.loop);
}

std::vector<Shape> infer_where(const Node& node, const NodeInputs& inputs) {
  if (inputs.size() != 3) invalid(node, "takes a condition and two inputs");
  return infer_broadcast(node, inputs);
}

DType type_of_where(const Node& node, const InputTypes& inputs, std::size_t) {
  if (inputs.size() != 3) invalid(node, "takes a condition and two inputs");
  if (inputs[0] != DType::boolean) invalid(node, "the condition must be boolean");
  if (inputs[1] != inputs[2])
    invalid(node, std::string("its inputs are ") + dtype_name(inputs[1]) + " and " + dtype_name(inputs[2]));
  return inputs[1];
}

void compute_where(const Computation& run) {
  array::where(run.in(0), run.in(1), run.in(2), run.outputs[0], run.loop);
}

Tensor number(DType type, float value) {
  Tensor one = Tensor::from({}, {value});
  if (type == DType::f64) {
    one = Tensor({}, DType::f64);
    one.as<double>()[0] = static_cast<double>(value);
  } else if (type != DType::f32) {
    throw Error(ErrorCode::graph_invalid, std::string("no mean of ") + dtype_name(type));
  }
  return one;
}

/// Sum, Mean, Min, Max of any number of inputs: the result is where the partial results are kept.
void compute_variadic(const Computation& run) {
  const Binary kind = kind_of<Binary>(
      run.node,
      {{"Sum", Binary::add}, {"Mean", Binary::add}, {"Min", Binary::minimum}, {"Max", Binary::maximum}});
  Tensor& y = run.outputs[0];
  if (run.inputs.size() == 1)
    compute_same_bytes(run);
  else
    array::binary(kind, run.in(0), run.in(1), y, run.loop);
  for (std::size_t i = 2; i < run.inputs.size(); ++i) array::binary(kind, y, run.in(i), y, run.loop);
  if (run.node.op == "Mean")
    array::binary(Binary::divide, y, number(y.dtype(), static_cast<float>(run.inputs.size())), y, run.loop);
}

constexpr OpRule two(const char* name) {
  return {name, infer_two, pointwise, one_per_element, 2, one_type, compute_binary};
}
constexpr OpRule comparison(const char* name) {
  return {name, infer_two, pointwise, no_multiply_adds, 2, boolean_of_two, compute_comparison};
}
constexpr OpRule logical(const char* name) {
  return {name, infer_two, pointwise, no_multiply_adds, 2, boolean_of_booleans, compute_logic};
}
constexpr OpRule variadic(const char* name) {
  return {name, infer_broadcast, pointwise, no_multiply_adds, -1, one_type, compute_variadic};
}

constexpr std::array kRows{
    OpRule{"Add", infer_two, pointwise, no_multiply_adds, 2, one_type, compute_binary},
    OpRule{"Sub", infer_two, pointwise, no_multiply_adds, 2, one_type, compute_binary},
    two("Mul"),
    two("Div"),
    OpRule{"Pow", infer_two, pointwise, one_per_element, 2, type_of_first, compute_binary},
    two("Mod"),
    two("BitShift"),
    OpRule{"PRelu", infer_prelu, pointwise, one_per_element, 1, one_type, compute_binary},
    comparison("Equal"),
    comparison("Less"),
    comparison("LessOrEqual"),
    comparison("Greater"),
    comparison("GreaterOrEqual"),
    logical("And"),
    logical("Or"),
    logical("Xor"),
    OpRule{"Where", infer_where, pointwise, no_multiply_adds, -1, type_of_where, compute_where},
    variadic("Max"),
    variadic("Min"),
    variadic("Sum"),
    variadic("Mean"),
};

}  // namespace

constinit const std::span<const OpRule> broadcasting_rows = kRows;

}  // namespace perpixel::rules
