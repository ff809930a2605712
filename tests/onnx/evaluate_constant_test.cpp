// Expected values: NumPy's of the same call, worked out by hand.
#include "onnx/evaluate_constant.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

using Integers = std::vector<std::int64_t>;

Tensor list(Integers values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return Tensor::from_ints({count}, std::move(values));
}

std::optional<Tensor> evaluate(const std::string& op, const std::vector<Tensor>& inputs,
                               std::map<std::string, Attribute> attributes = {}) {
  Node node{.op = op, .name = op, .outputs = {0}, .attributes = std::move(attributes)};
  std::vector<const Tensor*> pointers;
  for (const Tensor& tensor : inputs) {
    pointers.push_back(tensor.defined() ? &tensor : nullptr);
    node.inputs.push_back(tensor.defined() ? static_cast<int>(node.inputs.size()) + 1 : -1);
  }
  return evaluate_constant(node, pointers);
}

Integers integers_in(const std::optional<Tensor>& tensor) {
  if (!tensor) return {-999};
  const auto values = tensor->as<std::int64_t>();
  return {values.begin(), values.end()};
}

std::vector<float> reals_in(const std::optional<Tensor>& tensor) {
  if (!tensor) return {-999};
  const Tensor real = tensor->to_f32();
  return {real.floats().begin(), real.floats().end()};
}

// [[0, 1, 2], [3, 4, 5]]
const Tensor kTable = Tensor::from_ints({2, 3}, {0, 1, 2, 3, 4, 5});

TEST(EvaluateConstant, Rearranging) {
  EXPECT_EQ(evaluate("Reshape", {kTable, list({3, -1})})->shape(), (Shape{3, 2}));
  EXPECT_EQ(evaluate("Reshape", {kTable, list({0, 1, 3})})->shape(), (Shape{2, 1, 3}));
  EXPECT_FALSE(evaluate("Reshape", {kTable, list({4, -1})}));
  EXPECT_FALSE(evaluate("Reshape", {kTable, list({-1, -1})}));
  EXPECT_EQ(evaluate("Flatten", {Tensor::zeros({2, 3, 4})}, {{"axis", std::int64_t{2}}})->shape(),
            (Shape{6, 4}));
  EXPECT_EQ(evaluate("Squeeze", {Tensor::zeros({1, 3, 1})})->shape(), (Shape{3}));
  EXPECT_EQ(evaluate("Squeeze", {Tensor::zeros({1, 3, 1}), list({-1})})->shape(), (Shape{1, 3}));
  EXPECT_FALSE(evaluate("Squeeze", {Tensor::zeros({1, 3, 1}), list({1})}));
  EXPECT_EQ(evaluate("Unsqueeze", {kTable, list({0, -1})})->shape(), (Shape{1, 2, 3, 1}));
  EXPECT_FALSE(evaluate("Unsqueeze", {kTable, list({0, 0})}));
  const auto turned = evaluate("Transpose", {kTable});
  EXPECT_EQ(turned->shape(), (Shape{3, 2}));
  EXPECT_EQ(integers_in(turned), (Integers{0, 3, 1, 4, 2, 5}));
  EXPECT_FALSE(evaluate("Transpose", {kTable}, {{"perm", Integers{0, 0}}}));
}

// t[i, j, k] = 100 i + 10 j + k of shape [2, 3, 4], turned to [4, 2, 3].
TEST(EvaluateConstant, TransposeOfThreeAxes) {
  Tensor cube({2, 3, 4}, DType::i64);
  for (std::int64_t n = 0; n < 24; ++n)
    cube.as<std::int64_t>()[static_cast<std::size_t>(n)] = n / 12 * 100 + n / 4 % 3 * 10 + n % 4;
  const auto turned = evaluate("Transpose", {cube}, {{"perm", Integers{2, 0, 1}}});
  ASSERT_EQ(turned->shape(), (Shape{4, 2, 3}));
  for (std::int64_t n = 0; n < 24; ++n)
    EXPECT_EQ(turned->as<std::int64_t>()[static_cast<std::size_t>(n)], n / 3 % 2 * 100 + n % 3 * 10 + n / 6);
}

TEST(EvaluateConstant, Picking) {
  EXPECT_EQ(integers_in(evaluate("Shape", {kTable})), (Integers{2, 3}));
  EXPECT_EQ(integers_in(evaluate("Shape", {kTable}, {{"start", std::int64_t{-1}}})), (Integers{3}));
  EXPECT_EQ(integers_in(evaluate("Gather", {list({7, 8, 9}), list({2, -3})})), (Integers{9, 7}));
  EXPECT_EQ(evaluate("Gather", {list({7, 8, 9}), Tensor::from_ints({}, {1})})->shape(), Shape{});
  EXPECT_EQ(integers_in(evaluate("Gather", {kTable, list({2, 0})}, {{"axis", std::int64_t{1}}})),
            (Integers{2, 0, 5, 3}));
  EXPECT_FALSE(evaluate("Gather", {list({7}), list({1})}));
  EXPECT_FALSE(evaluate("Gather", {list({}), list({0})}));
  EXPECT_EQ(integers_in(evaluate("Slice", {list({0, 1, 2, 3}), list({1}), list({-1})})), (Integers{1, 2}));
  EXPECT_EQ(integers_in(evaluate("Slice", {list({0, 1, 2, 3}), list({2}), list({INT64_MAX}), list({0})})),
            (Integers{2, 3}));
  EXPECT_EQ(integers_in(evaluate("Slice",
                                 {list({0, 1, 2, 3}), list({-1}), list({INT64_MIN}), list({0}), list({-2})})),
            (Integers{3, 1}));
  EXPECT_EQ(integers_in(evaluate("Slice", {kTable, list({1}), list({3}), list({1})})),
            (Integers{1, 2, 4, 5}));
  EXPECT_EQ(integers_in(evaluate("Slice", {list({}), list({0}), list({1}), list({0}), list({-1})})),
            Integers{});
  EXPECT_FALSE(evaluate("Slice", {list({1}), list({0}), list({1}), list({0}), list({0})}));
}

TEST(EvaluateConstant, Joining) {
  EXPECT_EQ(integers_in(evaluate("Concat", {list({1}), list({}), list({2, 3})}, {{"axis", std::int64_t{0}}})),
            (Integers{1, 2, 3}));
  const auto wide = evaluate("Concat", {kTable, kTable}, {{"axis", std::int64_t{-1}}});
  EXPECT_EQ(integers_in(wide), (Integers{0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5}));
  EXPECT_FALSE(evaluate("Concat", {kTable, list({1})}, {{"axis", std::int64_t{0}}}));
}

TEST(EvaluateConstant, Arithmetic) {
  EXPECT_EQ(integers_in(evaluate("Add", {list({1, 2}), list({10})})), (Integers{11, 12}));
  EXPECT_EQ(integers_in(evaluate("Sub", {list({1, 2}), list({10, 10})})), (Integers{-9, -8}));
  EXPECT_EQ(integers_in(evaluate("Mul", {list({3}), Tensor::from_ints({}, {4})})), (Integers{12}));
  EXPECT_EQ(integers_in(evaluate("Div", {list({-7, 7}), list({2})})), (Integers{-3, 3}));  // towards zero
  EXPECT_FALSE(evaluate("Div", {list({1}), list({0})}));
  EXPECT_FALSE(evaluate("Div", {list({INT64_MIN}), list({-1})}));
  EXPECT_FALSE(evaluate("Mul", {list({INT64_MAX}), list({2})}));
  EXPECT_EQ(reals_in(evaluate("Div", {Tensor::from({1}, {7}), Tensor::from({1}, {2})})),
            std::vector<float>{3.5f});
  EXPECT_EQ(reals_in(evaluate("Floor", {Tensor::from({2}, {1.5f, -1.5f})})), (std::vector<float>{1, -2}));
  EXPECT_EQ(reals_in(evaluate("Ceil", {Tensor::from({2}, {1.5f, -1.5f})})), (std::vector<float>{2, -1}));
}

TEST(EvaluateConstant, Choosing) {
  const auto same = evaluate("Equal", {list({1, 2, 3}), list({3, 2, 1})});
  EXPECT_EQ(reals_in(same), (std::vector<float>{0, 1, 0}));
  EXPECT_EQ(integers_in(evaluate("Where", {*same, list({7}), list({1, 2, 3})})), (Integers{1, 7, 3}));
  EXPECT_EQ(reals_in(evaluate("Less", {list({1, 2, 3}), list({2})})), (std::vector<float>{1, 0, 0}));
  EXPECT_EQ(reals_in(evaluate("LessOrEqual", {list({1, 2, 3}), list({2})})), (std::vector<float>{1, 1, 0}));
  EXPECT_EQ(reals_in(evaluate("Greater", {list({1, 2, 3}), list({2})})), (std::vector<float>{0, 0, 1}));
  EXPECT_EQ(reals_in(evaluate("GreaterOrEqual", {list({1, 2, 3}), list({2})})),
            (std::vector<float>{0, 1, 1}));
  const auto other = evaluate("Not", {*same});
  EXPECT_EQ(reals_in(other), (std::vector<float>{1, 0, 1}));
  EXPECT_EQ(reals_in(evaluate("And", {*same, *other})), (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(reals_in(evaluate("Or", {*same, *other})), (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(reals_in(evaluate("Xor", {*same, *same})), (std::vector<float>{0, 0, 0}));
  EXPECT_FALSE(evaluate("Not", {list({1})}));
}

TEST(EvaluateConstant, Making) {
  EXPECT_EQ(integers_in(evaluate("Range", {Tensor::from_ints({}, {5}), Tensor::from_ints({}, {-1}),
                                           Tensor::from_ints({}, {-2})})),
            (Integers{5, 3, 1}));
  EXPECT_FALSE(evaluate("Range", {list({0}), list({1 << 20}), list({1})}));
  EXPECT_EQ(integers_in(evaluate("Expand", {list({1, 2}), list({2, 1})})), (Integers{1, 2, 1, 2}));
  EXPECT_FALSE(evaluate("Expand", {list({1}), list({1 << 20})}));
  EXPECT_FALSE(evaluate("Expand", {list({1, 2}), list({3})}));
}

TEST(EvaluateConstant, Casting) {
  EXPECT_EQ(integers_in(evaluate("Cast", {Tensor::from({2}, {2.9f, -2.9f})}, {{"to", std::int64_t{7}}})),
            (Integers{2, -2}));
  EXPECT_EQ(reals_in(evaluate("Cast", {list({3})}, {{"to", std::int64_t{1}}})), std::vector<float>{3});
  EXPECT_EQ(reals_in(evaluate("Cast", {list({3, 0})}, {{"to", std::int64_t{9}}})),
            (std::vector<float>{1, 0}));
  EXPECT_FALSE(evaluate("Cast", {Tensor::from({1}, {1e30f})}, {{"to", std::int64_t{7}}}));
}

TEST(EvaluateConstant, OtherOperationsStayNodes) {
  EXPECT_FALSE(evaluate("Relu", {Tensor::zeros({1})}));
  EXPECT_FALSE(evaluate("Add", {Tensor(), list({1})}));
  EXPECT_FALSE(evaluate("Add", {Tensor::zeros({1 << 17}), Tensor::zeros({1})}));  // a weight, no shape
}

TEST(EvaluateConstant, ResultsHaveAtMost64Axes) {
  EXPECT_TRUE(evaluate("Reshape", {list({7}), list(Integers(64, 1))}));
  EXPECT_FALSE(evaluate("Reshape", {list({7}), list(Integers(65, 1))}));
  EXPECT_FALSE(evaluate("Expand", {list({7}), list(Integers(65, 1))}));
}

}  // namespace
}  // namespace perpixel::onnx
