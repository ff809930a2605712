#include <gtest/gtest.h>

#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// By hand: picture 0's channels of all parts come before picture 1's.
TEST(Concat, JoinsChannelsPictureByPicture) {
  Graph graph{.name = "test"};
  const Value a = input(graph, "a", 1), b = input(graph, "b", 2);
  output(concat({a, b}, "joined"), "y");
  const Tensor y = Session(graph, {})
                       .run({{"a", Tensor::from({2, 1, 1, 2}, {1, 2, 3, 4})},
                             {"b", Tensor::from({2, 2, 1, 2}, {5, 6, 7, 8, 9, 10, 11, 12})}})
                       .at("y");
  EXPECT_EQ(y.shape(), (Shape{2, 3, 1, 2}));
  EXPECT_EQ(values(y), (std::vector<float>{1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12}));
}

TEST(Concat, AlongRows) {
  Graph graph{.name = "test"};
  const Value a = input(graph, "a", 2), b = input(graph, "b", 2);
  output(concat({a, b}, "joined"), "y");
  graph.nodes[0].attributes["axis"] = std::int64_t{2};
  const Tensor y =
      Session(graph, {})
          .run({{"a", Tensor::from({1, 2, 1, 1}, {1, 2})}, {"b", Tensor::from({1, 2, 2, 1}, {3, 4, 5, 6})}})
          .at("y");
  EXPECT_EQ(values(y), (std::vector<float>{1, 3, 4, 2, 5, 6}));
}

}  // namespace
}  // namespace perpixel
