#include <gtest/gtest.h>

#include "runtime/one_graph.h"

namespace perpixel {
namespace {

// Dropout does nothing in deployment; Flatten keeps the order of elements.
TEST(PassThrough, DropoutIdentityAndFlatten) {
  const Tensor x = random_tensor({2, 3, 4, 5}, 1);
  const Tensor y = run_layer(x, [](Value v) { return flatten(dropout(v, 0.5f, "drop"), "flat"); });
  EXPECT_EQ(y.shape(), (Shape{2, 60}));
  EXPECT_EQ(values(y), values(x));
}

// An alias and its source are read after one of them went through an operation that may write in place.
TEST(PassThrough, AliasesAreNotWrittenOver) {
  const Tensor x = random_tensor({1, 2, 3, 3}, 1);
  const Tensor y = run_layer(x, [](Value v) {
    const Value s = scale(v, 1.f, "s");
    const Value alias = dropout(s, 0.5f, "alias");
    const Value positive = relu(alias, "positive");
    return add(positive, s, "sum");
  });
  for (std::size_t i = 0; i < 18; ++i) EXPECT_EQ(y.floats()[i], std::max(0.f, x.floats()[i]) + x.floats()[i]);
}

}  // namespace
}  // namespace perpixel
