// Sizes as values, arrays made from sizes, and changes of type.
#include <algorithm>
#include <array>

#include "array/number.h"
#include "array/range.h"
#include "array/strided.h"
#include "graph/op/rules.h"

namespace perpixel::rules {

namespace {

/// The axes that Shape's attributes start and end leave of `rank`.
std::pair<std::size_t, std::size_t> shape_part(const Node& node, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  const auto place = [count](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + count : at, 0, count);
  };
  const std::int64_t start = place(int_attribute(node, "start", 0)),
                     end = place(int_attribute(node, "end", count));
  return {static_cast<std::size_t>(start), static_cast<std::size_t>(std::max(start, end))};
}

std::vector<Shape> infer_shape(const Node& node, const NodeInputs& inputs) {
  const auto [start, end] = shape_part(node, required(node, inputs, 0).size());
  return {{static_cast<std::int64_t>(end - start)}};
}

void compute_shape(const Computation& run) {
  const Shape& x = run.in(0).shape();
  const auto [start, end] = shape_part(run.node, x.size());
  std::copy(x.begin() + static_cast<std::ptrdiff_t>(start), x.begin() + static_cast<std::ptrdiff_t>(end),
            run.outputs[0].as<std::int64_t>().begin());
}

std::vector<Shape> infer_scalar(const Node& node, const NodeInputs& inputs) {
  required(node, inputs, 0);
  return {Shape{}};
}

void compute_size(const Computation& run) { run.outputs[0].as<std::int64_t>()[0] = run.in(0).count(); }

/// The type of an ONNX number for types (TensorProto.DataType).
DType type_of_number(const Node& node, std::int64_t number) {
  switch (number) {
    case 1:
      return DType::f32;
    case 2:
      return DType::u8;
    case 3:
      return DType::i8;
    case 4:
      return DType::u16;
    case 5:
      return DType::i16;
    case 6:
      return DType::i32;
    case 7:
      return DType::i64;
    case 9:
      return DType::boolean;
    case 11:
      return DType::f64;
    default:
      invalid(node, "has no elements of the ONNX type " + std::to_string(number));
  }
}

DType type_of_cast(const Node& node, const InputTypes&, std::size_t) {
  return type_of_number(node, int_attribute(node, "to", 0));
}

DType type_of_second(const Node& node, const InputTypes& inputs, std::size_t) {
  if (inputs.size() < 2) invalid(node, "takes two inputs");
  return inputs[1];
}

void compute_cast(const Computation& run) { array::cast(run.in(0), run.outputs[0], run.loop); }

std::vector<Shape> infer_constant_of_shape(const Node& node, const NodeInputs& inputs) {
  const Shape shape = known_integers(node, inputs, 0);
  if (std::ranges::any_of(shape, [](std::int64_t size) { return size < 0; }))
    mismatch(node, "shape " + shape_text(shape));
  element_count(shape);
  return {shape};
}

/// The attribute "value" (a float or an integer) is of the ONNX type "dtype", of its own without it.
DType type_of_constant(const Node& node, const InputTypes&, std::size_t) {
  if (node.attributes.contains("dtype")) return type_of_number(node, int_attribute(node, "dtype", 0));
  const auto found = node.attributes.find("value");
  const bool integer = found != node.attributes.end() && std::holds_alternative<std::int64_t>(found->second);
  return integer ? DType::i64 : DType::f32;
}

void compute_constant_of_shape(const Computation& run) {
  const auto found = run.node.attributes.find("value");
  const bool integer =
      found != run.node.attributes.end() && std::holds_alternative<std::int64_t>(found->second);
  const Tensor stated = integer ? Tensor::from_ints({}, {int_attribute(run.node, "value", 0)})
                                : Tensor::from({}, {float_attribute(run.node, "value", 0)});
  Tensor value({}, run.outputs[0].dtype());
  array::cast(stated, value, array::at_once);
  array::fill(value, run.outputs[0], run.loop);
}

std::vector<Shape> infer_range(const Node& node, const NodeInputs& inputs) {
  for (const std::size_t i : {0, 1, 2}) {
    if (element_count(required(node, inputs, i)) != 1) mismatch(node, "takes three numbers");
    if (!inputs.value(i))
      throw Error(ErrorCode::unsupported, "node \"" + node.name + "\" (Range): input " + std::to_string(i) +
                                              " must follow from sizes and constants");
  }
  try {
    return {{array::range_count(*inputs.value(0), *inputs.value(1), *inputs.value(2))}};
  } catch (const Error& error) {
    mismatch(node, error.what());
  }
}

void compute_range(const Computation& run) { array::range(run.in(0), run.in(2), run.outputs[0]); }

constexpr std::array kRows{
    OpRule{"Shape", infer_shape, everything, no_multiply_adds, 0, always_i64, compute_shape, true},
    OpRule{"Size", infer_scalar, everything, no_multiply_adds, 0, always_i64, compute_size, true},
    OpRule{"Cast", infer_same, pointwise, no_multiply_adds, 1, type_of_cast, compute_cast},
    OpRule{"CastLike", infer_same, pointwise, no_multiply_adds, 1, type_of_second, compute_cast},
    OpRule{"ConstantOfShape", infer_constant_of_shape, everything, no_multiply_adds, 0, type_of_constant,
           compute_constant_of_shape},
    OpRule{"Range", infer_range, everything, no_multiply_adds, 0, one_type, compute_range},
};

}  // namespace

constinit const std::span<const OpRule> size_rows = kRows;

}  // namespace perpixel::rules
