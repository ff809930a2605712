#include "graph/shape_inference.h"

#include <gtest/gtest.h>

#include "graph/layers.h"
#include "runtime/error_of.h"

namespace perpixel {
namespace {

template <class Build>
Shape shape_after(const Shape& x, const Build& build) {
  Graph graph{.name = "test"};
  const Value y = build(input(graph, "x", static_cast<int>(x[1])));
  output(y, "y");
  return infer_shapes(graph, {{"x", x}})[static_cast<std::size_t>(y.id)];
}

// By hand, operation by operation.
TEST(InferShapes, EachOperation) {
  const Shape x{2, 6, 11, 14};
  EXPECT_EQ(shape_after(x, [](Value v) { return conv(v, 8, 3, "l", {.stride = 2, .pad = 1}); }),
            (Shape{2, 8, 6, 7}));
  EXPECT_EQ(shape_after(
                x, [](Value v) { return conv_transpose(v, 4, 4, "l", {.stride = 2, .pad = 1, .group = 2}); }),
            (Shape{2, 4, 22, 28}));
  EXPECT_EQ(shape_after(x, [](Value v) { return max_pool(v, 2, 2, "l"); }), (Shape{2, 6, 6, 7}));
  EXPECT_EQ(shape_after(x, [](Value v) { return average_pool(v, 2, 2, "l"); }), (Shape{2, 6, 5, 7}));
  EXPECT_EQ(shape_after(x, [](Value v) { return global_average_pool(v, "l"); }), (Shape{2, 6, 1, 1}));
  EXPECT_EQ(shape_after(x, [](Value v) { return flatten(v, "l"); }), (Shape{2, 924}));
  EXPECT_EQ(shape_after(x, [](Value v) { return dense(flatten(v, "f"), 924, 5, "l"); }), (Shape{2, 5}));
  EXPECT_EQ(shape_after(x, [](Value v) { return concat({v, relu(v, "r")}, "l"); }), (Shape{2, 12, 11, 14}));
  EXPECT_EQ(shape_after(x, [](Value v) { return resize(v, 1.5f, "l"); }), (Shape{2, 6, 16, 21}));
  EXPECT_EQ(shape_after(x, [](Value v) { return resize_like(max_pool(v, 2, 2, "p"), v, "l"); }), x);
  EXPECT_EQ(shape_after(x, [](Value v) { return crop_like(v, max_pool(v, 2, 2, "p"), 3, "l"); }),
            (Shape{2, 6, 6, 7}));
  EXPECT_EQ(shape_after(x, [](Value v) { return pad_like(max_pool(v, 2, 2, "p"), v, "l"); }), x);
  EXPECT_EQ(shape_after(x, [](Value v) { return add(v, global_average_pool(v, "g"), "l"); }), x);
  for (const auto& same :
       {+[](Value v) { return batch_norm(v, "l"); }, +[](Value v) { return softmax(v, "l"); },
        +[](Value v) { return local_response_norm(v, 5, 1, 1, "l"); },
        +[](Value v) { return sigmoid(v, "l"); }})
    EXPECT_EQ(shape_after(x, same), x);
}

TEST(InferShapes, MisfitsNameTheNode) {
  const auto refusal = [](auto build) {
    return std::string(error_of([&] { shape_after({1, 6, 4, 4}, build); }).what());
  };
  EXPECT_EQ(refusal([](Value v) { return conv(v, 8, 7, "c", {.pad = 0}); }),
            "node \"c\" (Conv): input [1, 6, 4, 4] is smaller than the kernel [8, 6, 7, 7]");
  EXPECT_EQ(refusal([](Value v) { return max_pool(v, 5, 2, "p", 0, false); }),
            "node \"p\" (MaxPool): input [1, 6, 4, 4] is smaller than the window");
  EXPECT_EQ(refusal([](Value v) { return dense(flatten(v, "f"), 95, 2, "fc"); }),
            "node \"fc\" (Gemm): input [1, 96] does not fit weight [2, 95]; a classifier takes pictures of "
            "one size only");
  EXPECT_EQ(refusal([](Value v) { return concat({v, max_pool(v, 2, 2, "p")}, "j"); }),
            "node \"j\" (Concat): inputs differ off the joined axis: [1, 6, 4, 4] and [1, 6, 2, 2]");
  EXPECT_EQ(refusal([](Value v) { return resize(v, 0.1f, "r"); }),
            "node \"r\" (Resize): the scale leaves nothing of input [1, 6, 4, 4]");
  EXPECT_EQ(refusal([](Value v) { return conv(flatten(v, "f"), 2, 1, "c"); }),
            "node \"c\" (Conv): input [1, 96] must be [N, C, H, W]");
}

TEST(InferShapes, InputsAreChecked) {
  Graph graph{.name = "test"};
  output(relu(input(graph, "x", 3), "r"), "y");
  EXPECT_TRUE(
      mentions(error_of([&] { infer_shapes(graph, {}); }), "needs an input \"x\" of shape [-1, 3, -1, -1]"));
  for (const Shape& wrong : {Shape{1, 4, 2, 2}, Shape{1, 3, 0, 2}, Shape{3, 2, 2}})
    EXPECT_TRUE(mentions(error_of([&] { infer_shapes(graph, {{"x", wrong}}); }),
                         shape_text(wrong) + " where the graph takes"));
}

TEST(InferShapes, OutputsThatAnOperationLacksAreRefused) {
  Graph graph{.name = "test"};
  output(relu(input(graph, "x", 3), "r"), "y");
  graph.values.push_back({.name = "second", .producer = 0});
  graph.nodes[0].outputs.push_back(2);
  EXPECT_TRUE(mentions(error_of([&] { infer_shapes(graph, {{"x", {1, 3, 2, 2}}}); }),
                       "node \"r\" (Relu): has only 1 outputs"));
}

/// A graph "x" [N, 3, H, W] -> nodes, each (operation, inputs by name, attributes), named v0, v1, ...
struct Step {
  const char* op;
  std::vector<std::string> inputs;
  std::map<std::string, Attribute> attributes;
};

Graph chain(const std::vector<Step>& steps) {
  Graph graph{.name = "test"};
  input(graph, "x", 3);
  for (const auto& [name, values] : std::map<std::string, std::vector<std::int64_t>>{
           {"0", {0}}, {"2", {2}}, {"3", {3}}, {"8", {8}}, {"-1", {-1}}, {"1000", {1000}}})
    graph.add_constant(name, Tensor::from_ints({1}, values));
  for (const Step& step : steps) {
    std::vector<int> inputs;
    for (const std::string& name : step.inputs) inputs.push_back(graph.find_value(name));
    graph.add_node(step.op, "v" + std::to_string(graph.nodes.size()), inputs, step.attributes, 0);
  }
  graph.outputs.push_back({"y", graph.nodes.back().outputs[0]});
  return graph;
}

// By hand for [2, 3, 10, 14]: height / 8 = 1, times 3 = 3; the reshape takes it as a size.
TEST(InferValues, SizesThatTheGraphComputes) {
  const Graph graph = chain({{"Shape", {"x"}, {}},
                             {"Gather", {"v0", "2"}, {}},
                             {"Div", {"v1", "8"}, {}},
                             {"Mul", {"v2", "3"}, {}},
                             {"Concat", {"0", "v3", "-1"}, {{"axis", std::int64_t{0}}}},
                             {"Reshape", {"x", "v4"}, {}}});
  const ValueFacts facts = infer_values(graph, {{"x", {2, 3, 10, 14}}});
  const auto value = [&](const char* name) { return static_cast<std::size_t>(graph.find_value(name)); };
  EXPECT_EQ(facts.types[value("v3")], DType::i64);
  EXPECT_EQ(facts.known[value("v3")].as<std::int64_t>()[0], 3);
  EXPECT_EQ(facts.shapes[value("v5")], (Shape{2, 3, 140}));
  EXPECT_FALSE(facts.known[value("v5")].defined());
}

TEST(InferValues, ImpossibleSizesNameTheNode) {
  const auto refusal = [](const std::vector<Step>& steps) {
    return std::string(error_of([&] { infer_values(chain(steps), {{"x", {1, 3, 4, 4}}}); }).what());
  };
  EXPECT_EQ(refusal({{"Div", {"2", "0"}, {}}, {"Reshape", {"x", "v0"}, {}}}),
            "node \"v0\" (Div): an integer is divided by zero");
  EXPECT_EQ(refusal({{"ConstantOfShape", {"-1"}, {}}}), "node \"v0\" (ConstantOfShape): shape [-1]");
  EXPECT_EQ(refusal({{"Reshape", {"x", "1000"}, {}}}),
            "node \"v0\" (Reshape): [1, 3, 4, 4] does not fill [1000]");
  EXPECT_EQ(refusal({{"Cast", {"x"}, {{"to", std::int64_t{7}}}}, {"ConstantOfShape", {"v0"}, {}}}),
            "node \"v1\" (ConstantOfShape): input 0 must follow from sizes and constants");
}

TEST(InferShapes, ResultsHaveAtMost64Axes) {
  std::vector<std::int64_t> sizes(65, 1);
  sizes[64] = 48;
  Graph graph = chain({{"Relu", {"x"}, {}}});
  graph.add_node("Reshape", "v1", {0, graph.add_constant("sizes", Tensor::from_ints({65}, sizes))}, {}, 0);
  graph.outputs[0].value = graph.nodes.back().outputs[0];
  EXPECT_STREQ(error_of([&] { infer_shapes(graph, {{"x", {1, 3, 4, 4}}}); }).what(),
               "node \"v1\" (Reshape): a result of 65 axes");
}

TEST(InferShapes, UnneededValuesStayEmpty) {
  Graph graph{.name = "test"};
  const Value x = input(graph, "x", 3);
  output(relu(x, "r"), "y");
  output(conv(x, 2, 1, "head"), "auxiliary", true);
  const auto head = static_cast<std::size_t>(graph.find_value("head"));
  EXPECT_TRUE(infer_shapes(graph, {{"x", {1, 3, 2, 2}}})[head].empty());
  EXPECT_EQ(infer_shapes(graph, {{"x", {1, 3, 2, 2}}}, true)[head], (Shape{1, 2, 2, 2}));
}

}  // namespace
}  // namespace perpixel
