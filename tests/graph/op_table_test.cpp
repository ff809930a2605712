#include "graph/op_table.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "graph/shape_inference.h"
#include "runtime/error_of.h"
#include "runtime/op/op.h"

namespace perpixel {
namespace {

TEST(OpTable, NamesAreUniqueAndFound) {
  const auto names = op_names();
  EXPECT_EQ(std::set(names.begin(), names.end()).size(), names.size());
  for (const std::string& name : names) EXPECT_EQ(find_op(name)->name, name);
}

// Every operation that a graph may hold can be run by the CPU engine.
TEST(OpTable, TheCpuEngineHasEveryOperation) {
  for (const std::string& name : op_names()) EXPECT_NE(op::find({.op = name}).prepare, nullptr) << name;
}

// Files have nodes with any number of inputs: each is refused by an Error, whatever the operation. (Found by
// fuzzing: a MaxPool of none.)
TEST(OpTable, TooFewInputsAreRefusedByEveryOperation) {
  for (const std::string& name : op_names())
    for (const std::vector<int>& inputs : {std::vector<int>{}, {-1}, {0}, {0, -1}, {0, 0}, {-1, 0, 0}}) {
      SCOPED_TRACE(name + " of " + std::to_string(inputs.size()));
      Graph graph{.name = "main",
                  .values = {{.name = "x"}},
                  .inputs = {{.name = "x", .value = 0, .shape = {1, 4, 6, 6}}}};
      const int y = graph.add_node(name, "node", inputs, {}, 0);
      graph.outputs = {{.name = "y", .value = y}};
      try {
        infer_values(graph, {{"x", {1, 4, 6, 6}}});
        EXPECT_FALSE(inputs.empty());
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("node"), std::string::npos) << error.what();
      }
    }
}

TEST(OpTable, UnknownOperationsGetAHint) {
  const Error error = error_of([] { op_rule({.op = "MaxPol", .name = "p"}); });
  EXPECT_TRUE(mentions(error, "node \"p\": unknown operation MaxPol | did you mean `MaxPool`?"));
}

}  // namespace
}  // namespace perpixel
