#include "onnx/fresh_names.h"

#include <gtest/gtest.h>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

TEST(FreshNames, TakenOnesGetANumber) {
  FreshNames names;
  EXPECT_EQ(names.fresh("a"), "a");
  EXPECT_EQ(names.fresh("a"), "a_2");
  names.take("a_3");
  EXPECT_EQ(names.fresh("a"), "a_4");
  EXPECT_EQ(names.fresh("a_2"), "a_2_2");
}

TEST(FreshNames, EveryNameOfAGraphIsTaken) {
  GraphMessage graph =
      branch({node("Add", {"read", "w"}, {"made"}),
              branching("c", {"y"}, branch({node("Relu", {"x"}, {"within"})}, {"out"}), branch({}, {}))},
             {});
  graph.initializers = {integers("w", {1})};
  graph.inputs = {value("x", {1})};
  FreshNames names;
  names.take_all(graph);
  for (const char* name : {"read", "w", "made", "c", "y", "x", "within", "out"})
    EXPECT_EQ(names.fresh(name), std::string(name) + "_2");
  EXPECT_EQ(names.fresh("free"), "free");
}

}  // namespace
}  // namespace perpixel::onnx
