#include <gtest/gtest.h>

#include "runtime/error_of.h"
#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// The definition of Krizhevsky et al. 2012 with alpha divided by the size (Caffe, PyTorch, ONNX); for an even
// size the window has one more channel after than before (ONNX).
TEST(Lrn, EqualsTheDefinition) {
  for (const int size : {1, 2, 3, 4, 5}) {
    const Tensor x = random_tensor({2, 6, 33, 34}, 3);
    const Tensor y = run_layer(x, [&](Value v) { return local_response_norm(v, size, 0.5f, 0.75f, "n"); });
    for (std::int64_t c = 0; c < 6; ++c)
      for (const auto& [n, yy, xx] : {std::tuple{0, 0, 0}, {1, 32, 33}, {1, 31, 5}}) {
        double sum = 0;
        for (std::int64_t near = c - (size - 1) / 2; near <= c + size / 2; ++near)
          if (near >= 0 && near < 6) sum += std::pow(at(x, n, near, yy, xx), 2);
        EXPECT_NEAR(at(y, n, c, yy, xx), at(x, n, c, yy, xx) / std::pow(1 + 0.5 / size * sum, 0.75), 1e-6)
            << size;
      }
  }
}

TEST(Lrn, RefusesAnEmptyWindow) {
  const Graph graph = graph_of(2, [](Value v) { return local_response_norm(v, 0, 1, 1, "n"); });
  EXPECT_TRUE(mentions(error_of([&] { Session(graph, {}); }), "size = 0 must be at least 1"));
}

}  // namespace
}  // namespace perpixel
