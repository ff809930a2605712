#include "onnx/export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "error/error.h"
#include "model/initial_weights.h"
#include "model/model.h"
#include "onnx/exported.h"

namespace perpixel {
namespace {

using Texts = std::vector<std::string>;

Graph small_net() {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  const Value features = relu(conv(data, 8, 3, "conv1", {.stride = 2}), "relu1");
  const Value score = conv(dropout(features, 0.5f, "drop"), 5, 1, "score");  // as the output, but smaller
  output(resize_like(score, data, "grown"), "score");
  output(conv(features, 5, 1, "aux"), "score_aux", true);
  return graph;
}

TEST(Export, OpsetVersionsAndNames) {
  const ReadModel read = exported(small_net());
  EXPECT_EQ(read.ir_version, 8);
  EXPECT_EQ(read.opsets, (std::map<std::string, std::int64_t>{{"", 17}}));
  EXPECT_EQ(read.producer, "perpixel");
  EXPECT_EQ(read.graph_name, "main");
  ASSERT_EQ(read.inputs.size(), 1u);
  EXPECT_EQ(read.inputs[0].name, "data");
  EXPECT_EQ(read.inputs[0].dims, (Texts{"N", "3", "H", "W"}));
  ASSERT_EQ(read.outputs.size(), 1u);  // the training-only head is left out
  EXPECT_EQ(read.outputs[0].name, "score");
  EXPECT_EQ(read.outputs[0].dims, (Texts{"N", "5", "H", "W"}));
  for (const char* name : {"conv1.weight", "conv1.bias", "score.weight", "score.bias"})
    EXPECT_FALSE(read.tensor(name).name.empty()) << name;
  EXPECT_TRUE(read.tensor("aux.weight").name.empty());
}

// Positions go out as the integers that they are: an imported graph is exported again.
TEST(Export, TypesOfInputsAndOutputs) {
  Graph graph{.name = "main"};
  const int x = static_cast<int>(graph.values.size());
  graph.values.push_back({.name = "x"});
  graph.inputs.push_back({"x", x, {-1, 2}, DType::f32});
  const int where = static_cast<int>(graph.values.size());
  graph.values.push_back({.name = "where"});
  graph.inputs.push_back({"where", where, {1}, DType::i64});
  const int picked = graph.add_node("Gather", "picked", {x, where}, {{"axis", std::int64_t{1}}}, 0);
  const int best = graph.add_node("ArgMax", "best", {picked}, {{"axis", std::int64_t{0}}}, 0);
  graph.outputs = {{"picked", picked}, {"best", best}};
  const onnx::ModelMessage model = onnx::export_graph(graph, {}, {}, "");
  EXPECT_EQ(model.graph.inputs[0].type, DType::f32);
  EXPECT_EQ(model.graph.inputs[1].type, DType::i64);
  EXPECT_EQ(model.graph.outputs[0].type, DType::f32);
  EXPECT_EQ(model.graph.outputs[1].type, DType::i64);
}

// The layer "score" makes way for the output "score"; dropout is nothing in deployment.
TEST(Export, OutputsKeepTheirNames) {
  const ReadModel read = exported(small_net());
  EXPECT_EQ(read.producer_of("score").op, "Resize");
  const ReadNode& layer = read.producer_of(read.node("Resize").inputs[0]);
  EXPECT_EQ(layer.name, "score");
  EXPECT_EQ(layer.outputs, (Texts{"score_1"}));
  EXPECT_EQ(layer.inputs[0], "relu1");
  EXPECT_EQ(read.count("Dropout"), 0);
}

TEST(Export, AnInputMayBeAnOutputToo) {
  Graph graph{.name = "main"};
  const Value data = input(graph, "data", 3);
  output(data, "same");
  output(dropout(data, 0.5f, "drop"), "dropped");
  const ReadModel read = exported(graph);
  EXPECT_EQ(read.producer_of("same").inputs, (Texts{"data"}));
  EXPECT_EQ(read.producer_of("dropped").inputs, (Texts{"data"}));
}

TEST(Export, MetadataHasTheRecipe) {
  const Graph graph = small_net();
  Recipe recipe;
  recipe.classes = class_list_of({"sky", "road", "a \"b\"", "d", "e"});
  const auto metadata = onnx::metadata_of("fcn8s", "main", recipe, "version: 1\n");
  const ReadModel read =
      read_model(onnx::model_bytes(onnx::export_graph(graph, zero_weights(graph), metadata, "0")));
  EXPECT_EQ(recipe_from_json(read.metadata.at("perpixel.recipe"), "file"), recipe);
  EXPECT_EQ(read.metadata.at("perpixel.classes"), R"(["sky","road","a \"b\"","d","e"])");
  EXPECT_EQ(read.metadata.at("perpixel.model"), "fcn8s");
  EXPECT_EQ(read.metadata.at("perpixel.graph"), "main");
  EXPECT_EQ(read.metadata.at("perpixel.config"), "version: 1\n");
}

TEST(Export, WeightsMustFit) {
  const Graph graph = small_net();
  NamedTensors weights = zero_weights(graph);
  weights["conv1.weight"] = Tensor::zeros({8, 3, 5, 5});
  try {
    onnx::export_graph(graph, weights, {}, "0");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::weights_mismatch);
    EXPECT_STREQ(
        error.what(),
        "parameter \"conv1.weight\": the weights have f32 [8, 3, 5, 5], the graph wants f32 [8, 3, 3, 3]");
  }
  weights.erase("conv1.weight");
  EXPECT_THROW(onnx::export_graph(graph, weights, {}, "0"), Error);
  weights = zero_weights(graph);
  weights.erase("aux.weight");  // nobody deployed needs it
  EXPECT_NO_THROW(onnx::export_graph(graph, weights, {}, "0"));
}

// Property: every value is written once and before it is read, every operator is ONNX's.
void expect_sound(const ReadModel& read, const std::string& what) {
  std::set<std::string> known{""};
  for (const auto& value : read.inputs) known.insert(value.name);
  for (const auto& tensor : read.tensors)
    EXPECT_TRUE(known.insert(tensor.name).second) << what << tensor.name;
  for (const ReadNode& node : read.nodes) {
    for (const auto& name : node.inputs) EXPECT_TRUE(known.contains(name)) << what << ": " << name;
    for (const auto& name : node.outputs) EXPECT_TRUE(known.insert(name).second) << what << ": " << name;
    EXPECT_FALSE(node.op.ends_with("Like")) << what;
    EXPECT_NE(node.op, "GroupNormalization") << what;
  }
  for (const auto& value : read.outputs) EXPECT_TRUE(known.contains(value.name)) << what;
}

ModelOptions tiny() {
  ModelOptions options;
  options.classes = class_list_of({"a", "b", "c"});
  options.width = 0.125f;
  options.fc_channels = 16;
  return options;
}

TEST(Export, EveryModelOfTheZooButTheBayesian) {
  for (const ZooEntry& entry : zoo()) {
    Model model = entry.build(tiny());
    const InputRecipe& recipe = model.recipe.input;
    for (Graph& graph : model.graphs) {
      if (recipe.size_rule == SizeRule::fixed) graph.inputs[0].shape = {-1, 3, recipe.height, recipe.width};
      if (model.recipe.procedure == "mc_dropout") {
        EXPECT_THROW(onnx::export_graph(graph, zero_weights(graph), {}, "0"), Error) << entry.name;
        continue;
      }
      const std::string what = std::string(entry.name) + "/" + graph.name;
      const ReadModel read = exported(graph);
      expect_sound(read, what);
      EXPECT_EQ(read.inputs[0].dims[0], "N") << what;
    }
  }
}

}  // namespace
}  // namespace perpixel
