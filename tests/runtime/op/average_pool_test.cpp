#include <gtest/gtest.h>

#include "runtime/one_graph.h"
#include "runtime/one_node.h"

namespace perpixel {
namespace {

Tensor row_pool(const Tensor& x, int kernel, int stride, int pad, bool ceil_mode, bool count_include_pad) {
  Graph graph = graph_of(
      1, [&](Value v) { return average_pool(v, kernel, stride, "pool", pad, ceil_mode, count_include_pad); });
  graph.nodes[0].attributes["kernel_shape"] = std::vector<std::int64_t>{1, kernel};
  graph.nodes[0].attributes["pads"] = std::vector<std::int64_t>{0, pad, 0, pad};
  return run_graph(graph, {}, x);
}

// By hand, with PyTorch's rules: the divisor counts padding (when asked), never what ceil mode adds beyond
// it.
TEST(AveragePool, CountsPaddingOnlyWhenAsked) {
  const Tensor x = Tensor::from({1, 1, 1, 4}, {2, 4, 6, 8});
  EXPECT_EQ(values(row_pool(x, 3, 2, 1, false, true)), (std::vector<float>{2, 6}));   // (0+2+4)/3, (4+6+8)/3
  EXPECT_EQ(values(row_pool(x, 3, 2, 1, false, false)), (std::vector<float>{3, 6}));  // (2+4)/2
  EXPECT_EQ(values(row_pool(x, 3, 2, 1, true, true)),
            (std::vector<float>{2, 6, 4}));  // (8+0)/2: two cells exist
  EXPECT_EQ(values(row_pool(x, 3, 2, 1, true, false)), (std::vector<float>{3, 6, 8}));  // 8/1
  EXPECT_EQ(values(row_pool(x, 3, 3, 0, true, true)), (std::vector<float>{4, 8}));      // (2+4+6)/3, 8/1
}

// By hand: four cells at kernel 3, stride 2 give two windows over five cells; the odd one is padding at the
// end (2, 4, 6 | 6, 8, -) or at the beginning (-, 2, 4 | 4, 6, 8), and does not count.
TEST(AveragePool, AutoPadIsPaddingBySize) {
  const Tensor x = Tensor::from({1, 1, 1, 4}, {2, 4, 6, 8});
  const auto pooled = [&](const char* word, std::int64_t counts) {
    return values(run_node("AveragePool",
                           {{"kernel_shape", std::vector<std::int64_t>{1, 3}},
                            {"strides", std::vector<std::int64_t>{1, 2}},
                            {"auto_pad", std::string(word)},
                            {"count_include_pad", counts}},
                           {x})[0]);
  };
  EXPECT_EQ(pooled("SAME_UPPER", 0), (std::vector<float>{4, 7}));
  EXPECT_EQ(pooled("SAME_LOWER", 0), (std::vector<float>{3, 6}));
  EXPECT_EQ(pooled("SAME_LOWER", 1), (std::vector<float>{2, 6}));
  EXPECT_EQ(pooled("VALID", 0), (std::vector<float>{4}));
}

// Property: without padding, pooling with kernel = stride keeps the mean of the whole.
TEST(AveragePool, KeepsTheMean) {
  const Tensor x = random_tensor({2, 3, 8, 12}, 3);
  const Tensor y = run_layer(x, [](Value v) { return average_pool(v, 4, 4, "pool"); });
  EXPECT_EQ(y.shape(), (Shape{2, 3, 2, 3}));
  EXPECT_NEAR(inner_product(y, Tensor::filled(y.shape(), 16)), inner_product(x, Tensor::filled(x.shape(), 1)),
              1e-4);
}

}  // namespace
}  // namespace perpixel
