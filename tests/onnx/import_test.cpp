#include "onnx/import.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "file/file.h"
#include "graph/batch_norm_folding.h"
#include "graph/shape_inference.h"
#include "onnx/hand_made.h"
#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

TEST(Import, ASmallFileBecomesAGraphWithWeights) {
  const ImportedModel model = read_onnx(wire_small_model(3).bytes(), "small.onnx");
  EXPECT_EQ(model.graph.name, "small");
  EXPECT_EQ(ops_of(model.graph), (std::vector<std::string>{"Conv", "Relu"}));
  EXPECT_EQ(model.weights.at("w").floats()[0], 3);
  EXPECT_EQ(model.metadata.at("key"), "value");
  EXPECT_EQ(model.graph.inputs[0].type, DType::f32);
  EXPECT_EQ(model.output_shapes.at("y"), (Shape{-1, 1, -1, -1}));
  const auto shapes = infer_shapes(model.graph, {{"x", {2, 1, 5, 7}}});
  EXPECT_EQ(shapes[static_cast<std::size_t>(model.graph.outputs[0].value)], (Shape{2, 1, 5, 7}));
}

TEST(Import, FunctionsAndKnownBranchesAreWrittenOut) {
  const ImportedModel model = read_onnx(wire_function_model().bytes(), "functions.onnx");
  const Node& bent = only_node(model.graph);
  EXPECT_EQ(bent.op, "LeakyRelu");
  EXPECT_EQ(float_attribute(bent, "alpha", 0), 0.5f);
  EXPECT_EQ(bent.inputs, std::vector<int>{model.graph.inputs.at(0).value});
  EXPECT_EQ(model.graph.values.at(static_cast<std::size_t>(bent.outputs.at(0))).name, "y");
  const auto shapes = infer_shapes(model.graph, {{"x", {2, 1, 5, 7}}});
  EXPECT_EQ(shapes[static_cast<std::size_t>(model.graph.outputs.at(0).value)], (Shape{2, 1, 5, 7}));
}

TEST(Import, ReadsFromDiskAndNamesTheFile) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("perpixel_import_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const auto path = folder / "m.onnx";
  write_file_atomically(path, wire_small_model().bytes());
  EXPECT_EQ(read_onnx(path).graph.nodes.size(), 2u);
  write_file_atomically(path, std::string_view("x"));
  EXPECT_NE(refused([&] { read_onnx(path); }).find("m.onnx: "), std::string::npos);
  EXPECT_EQ(refused([&] { read_onnx(folder / "none.onnx"); }).substr(0, 5), "E0101");
  std::filesystem::remove_all(folder);
}

TEST(Import, UnknownOperationsAreNamedWithTheNearest) {
  const ImportedModel model = import_model(onnx::model(17, {node("Reluu", {"x"}, {"y"})}));
  try {
    require_known_operations(model.graph);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_STREQ(error.what(), "node \"y_node\": operation Reluu is not one that perpixel runs");
    EXPECT_EQ(error.hint().substr(0, 20), "did you mean `Relu`?");
  }
}

// By hand: factors 6 / sqrt(4) = 3 and -1 / sqrt(1) = -1, shifts 0.5 - 1 * 3 = -2.5 and 2 - 0 = 2. The file's
// own names stay; the bias that is added is called after the weight.
TEST(Import, NormalisationsFoldIntoConvolutions) {
  const ImportedModel model = import_model(onnx::model(
      17, {node("Conv", {"x", "w"}, {"c"}), node("BatchNormalization", {"c", "s", "b", "m", "v"}, {"y"})},
      {floats("w", {2, 4, 1, 1}, {1, 2, 3, 4, 5, 6, 7, 8}), floats("s", {2}, {6, -1}),
       floats("b", {2}, {0.5f, 2}), floats("m", {2}, {1, 0}), floats("v", {2}, {3.99999f, 0.99999f})}));
  const FoldedGraph folded = fold_batch_norm(model.graph, model.weights);
  EXPECT_EQ(ops_of(folded.graph), std::vector<std::string>{"Conv"});
  EXPECT_EQ(folded.graph.outputs[0].name, "y");
  const float weights[] = {3, 6, 9, 12, -5, -6, -7, -8}, biases[] = {-2.5f, 2};
  for (std::size_t i = 0; i < 8; ++i) EXPECT_NEAR(folded.weights.at("w").floats()[i], weights[i], 1e-5);
  for (std::size_t c = 0; c < 2; ++c) EXPECT_NEAR(folded.weights.at("w.bias").floats()[c], biases[c], 1e-5);
}

TEST(Import, TypesOfInputs) {
  ModelMessage message = onnx::model(17, {node("Add", {"x", "i"}, {"y"})});
  message.graph.inputs = {value("x", {2}, DType::f16), value("i", {2}, DType::i64)};
  const ImportedModel model = import_model(message);
  EXPECT_EQ(model.graph.inputs[0].type, DType::f32);
  EXPECT_EQ(model.graph.inputs[1].type, DType::i64);
}

}  // namespace
}  // namespace perpixel::onnx
