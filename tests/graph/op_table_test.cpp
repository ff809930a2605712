#include "graph/op_table.h"

#include <gtest/gtest.h>

#include <set>

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

TEST(OpTable, UnknownOperationsGetAHint) {
  const Error error = error_of([] { op_rule({.op = "MaxPol", .name = "p"}); });
  EXPECT_TRUE(mentions(error, "node \"p\": unknown operation MaxPol | did you mean `MaxPool`?"));
}

}  // namespace
}  // namespace perpixel
