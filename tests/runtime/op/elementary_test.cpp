// Every elementary operation, numbers by hand from its definition in ONNX opset 17.
#include <gtest/gtest.h>

#include <cmath>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

using Floats = std::vector<float>;
using Ints = std::vector<std::int64_t>;
using Attributes = std::map<std::string, Attribute>;

Tensor row(const Floats& values) { return Tensor::from({static_cast<std::int64_t>(values.size())}, values); }

Floats unary(const std::string& op, const Floats& x, const Attributes& attributes = {}) {
  return values(run_node(op, attributes, {row(x)})[0]);
}

void expect_near(const Floats& got, const std::vector<double>& wanted, const std::string& what) {
  ASSERT_EQ(got.size(), wanted.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], 1e-6) << what << " " << i;
}

// Halves go to the even neighbour.
TEST(Elementary, Rounding) {
  EXPECT_EQ(unary("Round", {0.5f, 1.5f, 2.5f, -1.5f, -2.5f, 2.3f}), (Floats{0, 2, 2, -2, -2, 2}));
  EXPECT_EQ(unary("Floor", {-1.5f, 1.5f, 2}), (Floats{-2, 1, 2}));
  EXPECT_EQ(unary("Ceil", {-1.5f, 1.5f, 2}), (Floats{-1, 2, 2}));
  EXPECT_EQ(unary("Sign", {-3, 0, 5}), (Floats{-1, 0, 1}));
  EXPECT_EQ(unary("Abs", {-3, 0, 5}), (Floats{3, 0, 5}));
  EXPECT_EQ(unary("Neg", {-3, 0, 5}), (Floats{3, 0, -5}));
  EXPECT_EQ(unary("Reciprocal", {-2, 0.5f}), (Floats{-0.5f, 2}));
  EXPECT_EQ(unary("Sqrt", {4, 0.25f}), (Floats{2, 0.5f}));
}

// The C library's functions in double.
TEST(Elementary, FunctionsOfAnalysis) {
  const std::pair<const char*, double (*)(double)> functions[] = {
      {"Exp", std::exp},   {"Erf", std::erf},   {"Tanh", std::tanh}, {"Sin", std::sin},
      {"Cos", std::cos},   {"Tan", std::tan},   {"Asin", std::asin}, {"Acos", std::acos},
      {"Atan", std::atan}, {"Sinh", std::sinh}, {"Cosh", std::cosh},
  };
  for (const auto& [op, function] : functions)
    expect_near(unary(op, {-0.75f, 0, 0.5f}), {function(-0.75), function(0), function(0.5)}, op);
  expect_near(unary("Log", {1, 4}), {0, std::log(4.0)}, "Log");
}

TEST(Elementary, Activations) {
  const Floats x{-4, -0.5f, 0, 2};
  const auto e = [](double v) { return std::exp(v); };
  expect_near(unary("Sigmoid", x), {1 / (1 + e(4)), 1 / (1 + e(0.5)), 0.5, 1 / (1 + e(-2))}, "Sigmoid");
  expect_near(unary("Softplus", x), {std::log1p(e(-4)), std::log1p(e(-0.5)), std::log(2), std::log1p(e(2))},
              "Softplus");
  EXPECT_EQ(unary("Softplus", {1000})[0], 1000);  // no overflow
  expect_near(unary("Softsign", x), {-0.8, -1.0 / 3, 0, 2.0 / 3}, "Softsign");
  expect_near(unary("HardSigmoid", x), {0, 0.4, 0.5, 0.9}, "HardSigmoid");
  expect_near(unary("HardSigmoid", x, {{"alpha", 0.5f}, {"beta", 0.f}}), {0, 0, 0, 1}, "HardSigmoid");
  expect_near(unary("HardSwish", x), {0, -0.5 * (2.5 / 6), 0, 2 * (5.0 / 6)}, "HardSwish");
  expect_near(unary("LeakyRelu", x), {-0.04, -0.005, 0, 2}, "LeakyRelu");
  expect_near(unary("Elu", x, {{"alpha", 2.f}}), {2 * (e(-4) - 1), 2 * (e(-0.5) - 1), 0, 2}, "Elu");
  expect_near(unary("Celu", x, {{"alpha", 2.f}}), {2 * (e(-2) - 1), 2 * (e(-0.25) - 1), 0, 2}, "Celu");
  expect_near(unary("Selu", x, {{"alpha", 2.f}, {"gamma", 3.f}}), {6 * (e(-4) - 1), 6 * (e(-0.5) - 1), 0, 6},
              "Selu");
  expect_near(unary("ThresholdedRelu", x, {{"alpha", 1.f}}), {0, 0, 0, 2}, "ThresholdedRelu");
  EXPECT_EQ(unary("Relu", x), (Floats{0, 0, 0, 2}));
}

TEST(Elementary, ClipWithEitherBound) {
  const auto number = [](float v) { return Tensor::from({}, {v}); };
  const Tensor x = row({-2, 0, 2});
  EXPECT_EQ(values(run_node("Clip", {}, {x, number(-1), number(1)})[0]), (Floats{-1, 0, 1}));
  EXPECT_EQ(values(run_node("Clip", {}, {x, {}, number(1)})[0]), (Floats{-2, 0, 1}));
  EXPECT_EQ(values(run_node("Clip", {}, {x, number(-1)})[0]), (Floats{-1, 0, 2}));
  EXPECT_EQ(values(run_node("Clip", {}, {x})[0]), (Floats{-2, 0, 2}));
}

// Integers: division towards zero, Python's remainder, C's with fmod.
TEST(Elementary, Arithmetic) {
  const auto two = [](const char* op, const Tensor& a, const Tensor& b, const Attributes& attributes = {}) {
    return run_node(op, attributes, {a, b})[0];
  };
  EXPECT_EQ(values(two("Sub", row({1, 2}), row({3}))), (Floats{-2, -1}));
  EXPECT_EQ(values(two("Div", row({1, 2}), row({4}))), (Floats{0.25f, 0.5f}));
  EXPECT_EQ(values(two("Pow", row({2, 3}), row({3, 2}))), (Floats{8, 9}));
  EXPECT_EQ(values(two("PRelu", row({-2, 2}), row({0.5f}))), (Floats{-1, 2}));
  EXPECT_EQ(whole(two("Div", ints({7, -7, 7, -7}), ints({2, 2, -2, -2}))), (Ints{3, -3, -3, 3}));
  EXPECT_EQ(whole(two("Mod", ints({7, -7, 7, -7}), ints({3, 3, -3, -3}))), (Ints{1, 2, -2, -1}));
  EXPECT_EQ(whole(two("Mod", ints({7, -7, 7, -7}), ints({3, 3, -3, -3}), {{"fmod", std::int64_t{1}}})),
            (Ints{1, -1, 1, -1}));
  EXPECT_EQ(whole(two("Pow", ints({2, 3}), ints({10, 3}))), (Ints{1024, 27}));
  EXPECT_EQ(whole(two("Div", ints({INT64_MIN}), ints({-1}))), (Ints{INT64_MIN}));  // wraps, does not trap
  EXPECT_EQ(whole(two("Mod", ints({INT64_MIN}), ints({-1}))), (Ints{0}));
  EXPECT_TRUE(mentions(error_of([&] { two("Div", ints({1}), ints({0})); }),
                       "node \"node\" (Div): an integer is divided by zero"));
}

TEST(Elementary, ComparisonsAndLogic) {
  const Tensor a = row({1, 2, 3}), b = row({2});
  const auto compared = [&](const char* op) { return whole(run_node(op, {}, {a, b})[0]); };
  EXPECT_EQ(compared("Equal"), (Ints{0, 1, 0}));
  EXPECT_EQ(compared("Less"), (Ints{1, 0, 0}));
  EXPECT_EQ(compared("LessOrEqual"), (Ints{1, 1, 0}));
  EXPECT_EQ(compared("Greater"), (Ints{0, 0, 1}));
  EXPECT_EQ(compared("GreaterOrEqual"), (Ints{0, 1, 1}));
  const Tensor p = booleans({4}, {0, 0, 1, 1}), q = booleans({4}, {0, 1, 0, 1});
  EXPECT_EQ(whole(run_node("And", {}, {p, q})[0]), (Ints{0, 0, 0, 1}));
  EXPECT_EQ(whole(run_node("Or", {}, {p, q})[0]), (Ints{0, 1, 1, 1}));
  EXPECT_EQ(whole(run_node("Xor", {}, {p, q})[0]), (Ints{0, 1, 1, 0}));
  EXPECT_EQ(whole(run_node("Not", {}, {p})[0]), (Ints{1, 1, 0, 0}));
  EXPECT_EQ(values(run_node("Where", {}, {booleans({2, 1}, {1, 0}), a, b})[0]), (Floats{1, 2, 3, 2, 2, 2}));
}

TEST(Elementary, VariadicWithBroadcasting) {
  const Tensor a = row({1, 5}), b = Tensor::from({2, 1}, {3, 4}), c = row({2});
  EXPECT_EQ(values(run_node("Max", {}, {a, b, c})[0]), (Floats{3, 5, 4, 5}));
  EXPECT_EQ(values(run_node("Min", {}, {a, b, c})[0]), (Floats{1, 2, 1, 2}));
  EXPECT_EQ(values(run_node("Sum", {}, {a, b, c})[0]), (Floats{6, 10, 7, 11}));
  EXPECT_EQ(values(run_node("Mean", {}, {a, b, c})[0]), (Floats{2, 10.f / 3, 7.f / 3, 11.f / 3}));
  EXPECT_EQ(values(run_node("Max", {}, {a})[0]), (Floats{1, 5}));
}

// By hand on [2, 3]: 1 2 3 / 4 5 6.
TEST(Elementary, Reductions) {
  const Tensor x = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6});
  const auto over = [&](const char* op, const Ints& axes, std::int64_t keep) {
    return run_node(op, {{"axes", axes}, {"keepdims", keep}}, {x})[0];
  };
  EXPECT_EQ(values(over("ReduceSum", {0}, 0)), (Floats{5, 7, 9}));
  EXPECT_EQ(values(over("ReduceMean", {-1}, 0)), (Floats{2, 5}));
  EXPECT_EQ(over("ReduceMean", {-1}, 1).shape(), (Shape{2, 1}));
  EXPECT_EQ(values(over("ReduceMax", {0}, 0)), (Floats{4, 5, 6}));
  EXPECT_EQ(values(over("ReduceMin", {1}, 0)), (Floats{1, 4}));
  EXPECT_EQ(values(over("ReduceProd", {1}, 0)), (Floats{6, 120}));
  EXPECT_EQ(values(over("ReduceL1", {0, 1}, 0)), (Floats{21}));
  EXPECT_EQ(values(over("ReduceSumSquare", {1}, 0)), (Floats{14, 77}));
  expect_near(values(over("ReduceL2", {1}, 0)), {std::sqrt(14.0), std::sqrt(77.0)}, "ReduceL2");
  expect_near(values(over("ReduceLogSum", {1}, 0)), {std::log(6.0), std::log(15.0)}, "ReduceLogSum");
  expect_near(
      values(over("ReduceLogSumExp", {0, 1}, 0)),
      {6 + std::log(1 + std::exp(-1.) + std::exp(-2.) + std::exp(-3.) + std::exp(-4.) + std::exp(-5.))},
      "ReduceLogSumExp");
  EXPECT_EQ(run_node("ReduceSum", {}, {x})[0].shape(), (Shape{1, 1}));
  EXPECT_EQ(values(run_node("ReduceSum", {{"noop_with_empty_axes", std::int64_t{1}}}, {x})[0]), values(x));
  EXPECT_EQ(values(run_node("ReduceSum", {{"keepdims", std::int64_t{0}}}, {x, ints({1})})[0]),
            (Floats{6, 15}));
}

TEST(Elementary, ReductionsOfNothing) {
  const Tensor empty = Tensor::zeros({2, 0});
  const auto over = [&](const char* op) { return values(run_node(op, {{"axes", Ints{1}}}, {empty})[0]); };
  EXPECT_EQ(over("ReduceSum"), (Floats{0, 0}));
  EXPECT_EQ(over("ReduceProd"), (Floats{1, 1}));
  EXPECT_EQ(over("ReduceMax"), (Floats{-INFINITY, -INFINITY}));
  EXPECT_EQ(over("ReduceMin"), (Floats{INFINITY, INFINITY}));
}

TEST(Elementary, ChoosingAndCounting) {
  const Tensor x = Tensor::from({2, 3}, {2, 7, 7, 1, 0, 3});
  const auto arg = [&](const char* op, std::int64_t last) {
    return whole(
        run_node(op, {{"axis", std::int64_t{-1}}, {"keepdims", std::int64_t{0}}, {"select_last_index", last}},
                 {x})[0]);
  };
  EXPECT_EQ(arg("ArgMax", 0), (Ints{1, 2}));
  EXPECT_EQ(arg("ArgMax", 1), (Ints{2, 2}));
  EXPECT_EQ(arg("ArgMin", 0), (Ints{0, 1}));
  const auto top = run_node("TopK", {}, {x, ints({2})}, 2);
  EXPECT_EQ(values(top[0]), (Floats{7, 7, 3, 1}));
  EXPECT_EQ(whole(top[1]), (Ints{1, 2, 2, 0}));
  EXPECT_EQ(values(run_node("CumSum", {}, {x, ints({1})})[0]), (Floats{2, 9, 16, 1, 1, 4}));
  EXPECT_EQ(values(run_node("CumSum", {{"exclusive", std::int64_t{1}}, {"reverse", std::int64_t{1}}},
                            {x, ints({1})})[0]),
            (Floats{14, 7, 0, 3, 3, 0}));
}

TEST(Elementary, Layout) {
  const Tensor x = Tensor::from({1, 2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(values(run_node("Transpose", {}, {x})[0]), (Floats{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(run_node("Transpose", {}, {x})[0].shape(), (Shape{3, 2, 1}));
  EXPECT_EQ(values(run_node("Transpose", {{"perm", Ints{0, 2, 1}}}, {x})[0]), (Floats{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(run_node("Reshape", {}, {x, ints({0, -1})})[0].shape(), (Shape{1, 6}));
  EXPECT_EQ(run_node("Reshape", {}, {x, ints({-1, 2})})[0].shape(), (Shape{3, 2}));
  EXPECT_EQ(run_node("Reshape", {}, {Tensor::from({1}, {4}), ints({})})[0].shape(), (Shape{}));
  EXPECT_EQ(
      run_node("Reshape", {{"allowzero", std::int64_t{1}}}, {Tensor::zeros({0, 3}), ints({3, 0})})[0].shape(),
      (Shape{3, 0}));
  EXPECT_EQ(run_node("Flatten", {{"axis", std::int64_t{2}}}, {x})[0].shape(), (Shape{2, 3}));
  EXPECT_EQ(run_node("Flatten", {{"axis", std::int64_t{0}}}, {x})[0].shape(), (Shape{1, 6}));
  EXPECT_EQ(run_node("Flatten", {{"axis", std::int64_t{-1}}}, {x})[0].shape(), (Shape{2, 3}));
  EXPECT_EQ(run_node("Squeeze", {}, {x})[0].shape(), (Shape{2, 3}));
  EXPECT_EQ(run_node("Squeeze", {}, {x, ints({-3})})[0].shape(), (Shape{2, 3}));
  EXPECT_EQ(run_node("Unsqueeze", {}, {x, ints({-1, 0})})[0].shape(), (Shape{1, 1, 2, 3, 1}));
  EXPECT_EQ(values(run_node("Identity", {}, {x})[0]), values(x));
  EXPECT_TRUE(mentions(error_of([&] { run_node("Reshape", {}, {x, ints({4})}); }),
                       "node \"node\" (Reshape): [1, 2, 3] does not fill [4]"));
}

// ONNX's example of DepthToSpace (mode DCR), and SpaceToDepth as what undoes it.
TEST(Elementary, DepthAndSpace) {
  const Tensor x = Tensor::from({1, 8, 1, 1}, {0, 1, 2, 3, 4, 5, 6, 7});
  const Tensor y = run_node("DepthToSpace", {{"blocksize", std::int64_t{2}}}, {x})[0];
  EXPECT_EQ(values(y), (Floats{0, 2, 4, 6, 1, 3, 5, 7}));
  EXPECT_EQ(values(run_node("SpaceToDepth", {{"blocksize", std::int64_t{2}}}, {y})[0]), values(x));
  const Tensor map = random_tensor({2, 12, 3, 4}, 1);
  const Tensor there = run_node("DepthToSpace", {{"blocksize", std::int64_t{2}}}, {map})[0];
  EXPECT_EQ(values(run_node("SpaceToDepth", {{"blocksize", std::int64_t{2}}}, {there})[0]), values(map));
}

TEST(Elementary, Slices) {
  const Tensor x = Tensor::from({2, 4}, {0, 1, 2, 3, 4, 5, 6, 7});
  const auto cut = [&](const Ints& starts, const Ints& ends, const Ints& axes, const Ints& steps) {
    return run_node("Slice", {}, {x, ints(starts), ints(ends), ints(axes), ints(steps)})[0];
  };
  EXPECT_EQ(values(cut({1}, {3}, {1}, {1})), (Floats{1, 2, 5, 6}));
  EXPECT_EQ(values(cut({-3}, {1000}, {-1}, {2})), (Floats{1, 3, 5, 7}));
  EXPECT_EQ(values(cut({3}, {0}, {1}, {-1})), (Floats{3, 2, 1, 7, 6, 5}));
  EXPECT_EQ(values(cut({-1}, {INT64_MIN}, {1}, {-2})), (Floats{3, 1, 7, 5}));
  EXPECT_EQ(values(cut({0, 20}, {1, -20}, {0, 1}, {1, INT64_MIN})), (Floats{3}));
  EXPECT_EQ(cut({3}, {1}, {1}, {1}).shape(), (Shape{2, 0}));
  EXPECT_EQ(values(run_node("Slice", {}, {x, ints({1}), ints({2})})[0]), (Floats{4, 5, 6, 7}));
}

TEST(Elementary, PartsAndWholes) {
  const Tensor x = Tensor::from({1, 5}, {0, 1, 2, 3, 4});
  const auto equal = run_node("Split", {{"axis", std::int64_t{1}}}, {x}, 2);
  EXPECT_EQ(values(equal[0]), (Floats{0, 1, 2}));
  EXPECT_EQ(values(equal[1]), (Floats{3, 4}));
  const auto stated = run_node("Split", {{"axis", std::int64_t{-1}}}, {x, ints({1, 4})}, 2);
  EXPECT_EQ(values(stated[1]), (Floats{1, 2, 3, 4}));
  EXPECT_EQ(values(run_node("Concat", {{"axis", std::int64_t{-1}}}, {x, stated[0]})[0]),
            (Floats{0, 1, 2, 3, 4, 0}));
  const Tensor two = Tensor::from({2, 1}, {1, 2});
  EXPECT_EQ(values(run_node("Tile", {}, {two, ints({2, 2})})[0]), (Floats{1, 1, 2, 2, 1, 1, 2, 2}));
  EXPECT_EQ(values(run_node("Expand", {}, {two, ints({2, 1, 3})})[0]),
            (Floats{1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(values(run_node("Expand", {}, {two, ints({1})})[0]), (Floats{1, 2}));
}

TEST(Elementary, Pads) {
  const Tensor x = Tensor::from({1, 3}, {1, 2, 3});
  const auto padded = [&](const char* mode, const Ints& pads) {
    return values(run_node("Pad", {{"mode", std::string(mode)}}, {x, ints(pads)})[0]);
  };
  EXPECT_EQ(padded("reflect", {0, 2, 0, 2}), (Floats{3, 2, 1, 2, 3, 2, 1}));
  EXPECT_EQ(padded("edge", {0, 1, 0, 2}), (Floats{1, 1, 2, 3, 3, 3}));
  EXPECT_EQ(padded("wrap", {0, 1, 0, 1}), (Floats{3, 1, 2, 3, 1}));
  EXPECT_EQ(padded("constant", {1, 0, 0, 1}), (Floats{0, 0, 0, 0, 1, 2, 3, 0}));
  EXPECT_EQ(padded("constant", {0, -1, 0, -1}), (Floats{2}));
  EXPECT_EQ(values(run_node("Pad", {}, {x, ints({1, 0}), Tensor::from({}, {9}), ints({1})})[0]),
            (Floats{9, 1, 2, 3}));
}

TEST(Elementary, Gathers) {
  const Tensor x = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(values(run_node("Gather", {{"axis", std::int64_t{1}}}, {x, ints({2, -3})})[0]),
            (Floats{3, 1, 6, 4}));
  EXPECT_EQ(run_node("Gather", {}, {x, Tensor::from_ints({}, {1})})[0].shape(), (Shape{3}));
  EXPECT_EQ(values(run_node("GatherElements", {{"axis", std::int64_t{1}}},
                            {x, Tensor::from_ints({2, 2}, {0, 0, -1, 1})})[0]),
            (Floats{1, 1, 6, 5}));
  EXPECT_EQ(values(run_node("GatherND", {}, {x, Tensor::from_ints({2, 2}, {0, 2, 1, -3})})[0]),
            (Floats{3, 4}));
  EXPECT_EQ(values(run_node("GatherND", {{"batch_dims", std::int64_t{1}}},
                            {x, Tensor::from_ints({2, 1}, {1, 0})})[0]),
            (Floats{2, 4}));
  EXPECT_TRUE(mentions(error_of([&] { run_node("Gather", {}, {x, ints({2})}); }),
                       "node \"node\" (Gather): index 2 lies outside an axis of 2"));
}

TEST(Elementary, Scatters) {
  const Tensor x = Tensor::zeros({2, 3});
  const Tensor at = Tensor::from_ints({1, 2}, {1, -1}), updates = Tensor::from({1, 2}, {7, 8});
  EXPECT_EQ(values(run_node("ScatterElements", {{"axis", std::int64_t{1}}}, {x, at, updates})[0]),
            (Floats{0, 7, 8, 0, 0, 0}));
  EXPECT_EQ(values(run_node("ScatterElements", {{"axis", std::int64_t{0}}}, {x, at, updates})[0]),
            (Floats{0, 0, 0, 7, 8, 0}));
  const Tensor twice = Tensor::from_ints({1, 2}, {1, 1});
  EXPECT_EQ(values(run_node("ScatterElements", {{"axis", std::int64_t{1}}, {"reduction", std::string("add")}},
                            {x, twice, updates})[0]),
            (Floats{0, 15, 0, 0, 0, 0}));
  EXPECT_EQ(values(run_node("ScatterND", {},
                            {x, Tensor::from_ints({1, 1}, {1}), Tensor::from({1, 3}, {1, 2, 3})})[0]),
            (Floats{0, 0, 0, 1, 2, 3}));
}

TEST(Elementary, SizesAndTypes) {
  const Tensor x = random_tensor({2, 3, 4}, 1);
  EXPECT_EQ(whole(run_node("Shape", {}, {x})[0]), (Ints{2, 3, 4}));
  EXPECT_EQ(whole(run_node("Shape", {{"start", std::int64_t{-2}}, {"end", std::int64_t{2}}}, {x})[0]),
            (Ints{3}));
  EXPECT_EQ(whole(run_node("Size", {}, {x})[0]), (Ints{24}));
  EXPECT_EQ(whole(run_node(
                "Range", {},
                {Tensor::from_ints({}, {10}), Tensor::from_ints({}, {3}), Tensor::from_ints({}, {-3})})[0]),
            (Ints{10, 7, 4}));
  EXPECT_EQ(values(run_node("ConstantOfShape", {{"value", 2.5f}}, {ints({2})})[0]), (Floats{2.5f, 2.5f}));
  EXPECT_EQ(run_node("ConstantOfShape", {}, {ints({0})})[0].shape(), (Shape{0}));
  const auto cast = [](const Tensor& from, std::int64_t to) {
    return run_node("Cast", {{"to", to}}, {from})[0];
  };
  EXPECT_EQ(whole(cast(row({-1.7f, 2.7f, NAN, 1e30f}), 6)), (Ints{-1, 2, 0, INT32_MAX}));
  EXPECT_EQ(whole(cast(row({0, 0.5f, -1}), 9)), (Ints{0, 1, 1}));
  EXPECT_EQ(values(cast(ints({-3, 4}), 1)), (Floats{-3, 4}));
  EXPECT_EQ(whole(run_node("CastLike", {}, {row({1.5f}), ints({0})})[0]), (Ints{1}));
}

// The definition; a vector on either side, and a batch that is broadcast.
TEST(Elementary, MatMul) {
  const Tensor a = Tensor::from({2, 2}, {1, 2, 3, 4}), v = row({5, 6});
  EXPECT_EQ(values(run_node("MatMul", {}, {a, a})[0]), (Floats{7, 10, 15, 22}));
  EXPECT_EQ(values(run_node("MatMul", {}, {a, v})[0]), (Floats{17, 39}));
  EXPECT_EQ(values(run_node("MatMul", {}, {v, a})[0]), (Floats{23, 34}));
  EXPECT_EQ(run_node("MatMul", {}, {v, v})[0].shape(), (Shape{}));
  const Tensor batch = Tensor::from({2, 1, 1, 2}, {1, 0, 0, 1}),
               others = Tensor::from({2, 2, 1}, {1, 2, 3, 4});
  const Tensor y = run_node("MatMul", {}, {batch, others})[0];
  EXPECT_EQ(y.shape(), (Shape{2, 2, 1, 1}));
  EXPECT_EQ(values(y), (Floats{1, 3, 2, 4}));
}

TEST(Elementary, TypesThatDoNotFitAreRefusedWhenTheSessionIsBuilt) {
  EXPECT_TRUE(mentions(error_of([] { run_node("Add", {}, {row({1}), ints({1})}); }),
                       "node \"node\" (Add): its inputs are f32 and i64"));
  EXPECT_TRUE(mentions(error_of([] { run_node("Where", {}, {ints({1}), row({1}), row({1})}); }),
                       "the condition must be boolean"));
}

}  // namespace
}  // namespace perpixel
