#include "onnx/order.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

GraphMessage graph_of(std::vector<NodeMessage> nodes) { return model(17, std::move(nodes)).graph; }

std::string refusal(const GraphMessage& graph) {
  return refused([&] { computing_order(graph); });
}

TEST(Order, FilesNeedNotBeSorted) {
  const GraphMessage graph =
      graph_of({node("Add", {"a", "b"}, {"y"}), node("Relu", {"a"}, {"b"}), node("Relu", {"x"}, {"a"})});
  EXPECT_EQ(computing_order(graph), (std::vector<std::size_t>{2, 1, 0}));
}

TEST(Order, OfThoseThatCanBeComputedTheFirstInTheFile) {
  const GraphMessage graph =
      graph_of({node("Relu", {"x"}, {"a"}), node("Relu", {"x"}, {"b"}), node("Relu", {"a"}, {"c"})});
  EXPECT_EQ(computing_order(graph), (std::vector<std::size_t>{0, 1, 2}));
}

TEST(Order, ANodeThatReadsAValueTwiceWaitsOnce) {
  const GraphMessage graph = graph_of({node("Mul", {"a", "a"}, {"y"}), node("Relu", {"x"}, {"a"})});
  EXPECT_EQ(computing_order(graph), (std::vector<std::size_t>{1, 0}));
}

TEST(Order, CyclesAreNamed) {
  EXPECT_EQ(refusal(graph_of({node("Add", {"y", "x"}, {"y"})})),
            "E0501: node \"y_node\" (Add): needs its own result (a cycle)");
  const std::string far = refusal(graph_of({node("Relu", {"c"}, {"d"}), node("Relu", {"x"}, {"a"}),
                                            node("Add", {"a", "c"}, {"b"}), node("Relu", {"b"}, {"c"})}));
  EXPECT_NE(far.find("cycle"), std::string::npos) << far;
  EXPECT_EQ(far.find("\"d_node\""), std::string::npos) << "d only reads the cycle: " << far;
}

TEST(Order, EveryValueHasOneOrigin) {
  EXPECT_EQ(refusal(graph_of({node("Relu", {"x"}, {"y"}), node("Relu", {"x"}, {"y"})})),
            "E0501: two values are called \"y\"");
  EXPECT_EQ(refusal(graph_of({node("Relu", {"x"}, {"x"})})), "E0501: two values are called \"x\"");
  GraphMessage twice = graph_of({});
  twice.initializers = {integers("w", {1}), integers("w", {2})};
  EXPECT_EQ(refusal(twice), "E0501: two values are called \"w\"");
  EXPECT_EQ(refusal(graph_of({node("Relu", {"z"}, {"y"})})),
            "E0501: node \"y_node\" (Relu): reads \"z\", which nothing computes");
}

// Files of IR version 3 list their weights among the inputs too.
TEST(Order, AnInitializerMayBeListedAsInput) {
  GraphMessage graph = graph_of({node("Add", {"x", "w"}, {"y"})});
  graph.initializers = {integers("w", {1})};
  graph.inputs.push_back(value("w", {1}));
  EXPECT_EQ(computing_order(graph).size(), 1u);
}

// A chain of 200,000 nodes in reverse: no recursion, no quadratic time.
TEST(Order, LongChains) {
  std::vector<NodeMessage> nodes;
  for (int i = 200'000; i-- > 0;)
    nodes.push_back(node("Relu", {i ? "v" + std::to_string(i - 1) : "x"}, {"v" + std::to_string(i)}));
  const auto order = computing_order(graph_of(std::move(nodes)));
  ASSERT_EQ(order.size(), 200'000u);
  EXPECT_EQ(order.front(), 199'999u);
}

}  // namespace
}  // namespace perpixel::onnx
