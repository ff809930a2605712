// Each rule of the standard's version history: what a node says in an old or newer operator set, and what
// operator set 17 calls the same. Source of the expected forms: the version notes of the ONNX operators.
#include "onnx/opset17.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<float>;
using Ops = std::vector<std::string>;

Graph imported(std::int64_t opset, NodeMessage only, std::vector<TensorMessage> initializers = {}) {
  return import_model(model(opset, {std::move(only)}, std::move(initializers))).graph;
}

std::string refusal(std::int64_t opset, NodeMessage only, std::vector<TensorMessage> initializers = {}) {
  return refused([&] { imported(opset, std::move(only), std::move(initializers)); });
}

AttributeMessage reals_attribute(const std::string& name, Reals values) {
  return {.name = name, .kind = AttributeMessage::Kind::reals, .reals = std::move(values)};
}

TEST(Opset17, AxesOfSqueezeUnsqueezeAndReduceSumBecomeAnInput) {
  for (const char* op : {"Squeeze", "Unsqueeze", "ReduceSum"}) {
    const Graph graph = imported(11, node(op, {"x"}, {"y"}, {integers_attribute("axes", {0, 2})}));
    EXPECT_EQ(integer_input(graph, only_node(graph), 1), (Integers{0, 2})) << op;
    EXPECT_FALSE(only_node(graph).attributes.contains("axes"));
  }
  EXPECT_EQ(only_node(imported(11, node("Squeeze", {"x"}, {"y"}))).inputs.size(), 1u);
}

TEST(Opset17, AxesOfOtherReductionsBecomeAnAttribute) {
  for (const char* op : {"ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2",
                         "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"}) {
    const Graph graph = imported(18, node(op, {"x", "axes"}, {"y"}, {integer_attribute("keepdims", 0)}),
                                 {integers("axes", {-1, -2})});
    const Node& reduce = only_node(graph);
    EXPECT_EQ(ints_attribute(reduce, "axes", {}), (Integers{-1, -2})) << op;
    EXPECT_EQ(int_attribute(reduce, "keepdims", 1), 0);
    EXPECT_EQ(reduce.inputs.size(), 1u);
  }
  // Before 18 it was one already.
  const Graph old = imported(13, node("ReduceMean", {"x"}, {"y"}, {integers_attribute("axes", {2})}));
  EXPECT_EQ(ints_attribute(only_node(old), "axes", {}), (Integers{2}));
}

// Each node gets a list of its own: a constant of millions that many nodes name would be copied for each.
TEST(Opset17, AbsurdListsAreRefused) {
  EXPECT_NE(refusal(18, node("ReduceMean", {"x", "axes"}, {"y"}), {integers("axes", Integers(129, 1))})
                .find("E0507: node \"y_node\" (ReduceMean): input 1 lists 129 integers"),
            std::string::npos);
  EXPECT_NE(refusal(9, node("Upsample", {"x", "s"}, {"y"}), {floats("s", {65}, Reals(65, 1))})
                .find("E0507: node \"y_node\" (Upsample): has 65 scales"),
            std::string::npos);
}

TEST(Opset17, AReductionOverNoAxesIsNothing) {
  const auto noop = integer_attribute("noop_with_empty_axes", 1);
  EXPECT_TRUE(imported(18, node("ReduceMean", {"x"}, {"y"}, {noop})).nodes.empty());
  EXPECT_EQ(imported(18, node("ReduceMean", {"x"}, {"y"})).nodes.size(), 1u);
}

TEST(Opset17, ComputedAxesAreRefused) {
  const std::string said = refused([] {
    import_model(model(18, {node("Shape", {"x"}, {"axes"}), node("ReduceMax", {"x", "axes"}, {"y"})}));
  });
  EXPECT_EQ(said, "E0507: node \"y_node\" (ReduceMax): its axes are computed");
}

TEST(Opset17, BoundsOfClipBecomeInputs) {
  const Graph graph =
      imported(9, node("Clip", {"x"}, {"y"}, {real_attribute("min", 0), real_attribute("max", 6)}));
  EXPECT_EQ(real_input(graph, only_node(graph), 1), (Reals{0}));
  EXPECT_EQ(real_input(graph, only_node(graph), 2), (Reals{6}));
  const Graph upper = imported(9, node("Clip", {"x"}, {"y"}, {real_attribute("max", 6)}));
  EXPECT_EQ(only_node(upper).inputs.at(1), -1);
}

TEST(Opset17, PadsBecomeInputs) {
  const Graph graph = imported(10, node("Pad", {"x"}, {"y"},
                                        {integers_attribute("pads", {0, 0, 1, 2, 0, 0, 3, 4}),
                                         real_attribute("value", 0.5f), text_attribute("mode", "constant")}));
  EXPECT_EQ(integer_input(graph, only_node(graph), 1), (Integers{0, 0, 1, 2, 0, 0, 3, 4}));
  EXPECT_EQ(real_input(graph, only_node(graph), 2), (Reals{0.5f}));
}

TEST(Opset17, PadsOfSomeAxesAreSpreadOverAll) {
  const Graph graph = imported(18, node("Pad", {"x", "pads", "", "axes"}, {"y"}),
                               {integers("pads", {1, 2, 3, 4}), integers("axes", {-2, 3})});
  EXPECT_EQ(integer_input(graph, only_node(graph), 1), (Integers{0, 0, 1, 2, 0, 0, 3, 4}));
  EXPECT_EQ(only_node(graph).inputs.size(), 2u);
}

TEST(Opset17, SliceAndTopKGetInputs) {
  const Graph slice = imported(9, node("Slice", {"x"}, {"y"},
                                       {integers_attribute("starts", {1}), integers_attribute("ends", {3}),
                                        integers_attribute("axes", {2})}));
  EXPECT_EQ(integer_input(slice, only_node(slice), 1), (Integers{1}));
  EXPECT_EQ(integer_input(slice, only_node(slice), 2), (Integers{3}));
  EXPECT_EQ(integer_input(slice, only_node(slice), 3), (Integers{2}));
  const Graph best = imported(9, node("TopK", {"x"}, {"y", "places"}, {integer_attribute("k", 5)}));
  EXPECT_EQ(integer_input(best, only_node(best), 1), (Integers{5}));
}

TEST(Opset17, SplitSaysItsPartsAsAnInput) {
  const Graph old = imported(11, node("Split", {"x"}, {"y", "z"}, {integers_attribute("split", {1, 3})}));
  EXPECT_EQ(integer_input(old, only_node(old), 1), (Integers{1, 3}));
  const Graph newer = imported(18, node("Split", {"x"}, {"y", "z"}, {integer_attribute("num_outputs", 2)}));
  EXPECT_TRUE(only_node(newer).attributes.empty());
  EXPECT_NE(refusal(18, node("Split", {"x"}, {"y", "z"}, {integer_attribute("num_outputs", 3)})), "");
}

TEST(Opset17, ScatterIsScatterElements) {
  const Graph graph = imported(9, node("Scatter", {"x", "i", "x"}, {"y"}), {integers("i", {0})});
  EXPECT_EQ(only_node(graph).op, "ScatterElements");
}

// Operator sets 9 and 10: output o lies on input o / scale; enlarging takes the pixel before (floor).
TEST(Opset17, UpsampleIsResizeFromTheCorner) {
  for (const auto& [opset, op] : {std::pair{9, "Upsample"}, std::pair{10, "Resize"}}) {
    const Graph graph = imported(opset, node(op, {"x", "s"}, {"y"}, {text_attribute("mode", "linear")}),
                                 {floats("s", {4}, {1, 1, 2, 2})});
    const Node& resize = only_node(graph);
    EXPECT_EQ(resize.op, "Resize");
    EXPECT_EQ(resize.inputs.at(1), -1);
    EXPECT_EQ(real_input(graph, resize, 2), (Reals{1, 1, 2, 2}));
    EXPECT_EQ(text_attribute(resize, "coordinate_transformation_mode", ""), "asymmetric");
    EXPECT_EQ(text_attribute(resize, "nearest_mode", ""), "floor");
    EXPECT_EQ(text_attribute(resize, "mode", ""), "linear");
  }
  const Graph smaller =
      imported(10, node("Resize", {"x", "s"}, {"y"}), {floats("s", {4}, {1, 1, 0.5f, 0.5f})});
  EXPECT_EQ(text_attribute(only_node(smaller), "nearest_mode", ""), "ceil");
  EXPECT_NE(refusal(10, node("Resize", {"x", "s"}, {"y"}), {floats("s", {4}, {1, 1, 0.5f, 2})}), "");
}

TEST(Opset17, EmptyInputsOfResizeAreAbsent) {
  const Graph graph =
      imported(11, node("Resize", {"x", "roi", "scales", "sizes"}, {"y"}),
               {floats("roi", {0}, {}), floats("scales", {0}, {}), integers("sizes", {1, 4, 8, 8})});
  const Node& resize = only_node(graph);
  EXPECT_EQ(resize.inputs.at(1), -1);
  EXPECT_EQ(resize.inputs.at(2), -1);
  EXPECT_EQ(integer_input(graph, resize, 3), (Integers{1, 4, 8, 8}));
}

TEST(Opset17, ResizeOfNamedAxes) {
  const Graph graph = imported(18,
                               node("Resize", {"x", "", "scales"}, {"y"},
                                    {integers_attribute("axes", {3, -2}), integer_attribute("antialias", 0)}),
                               {floats("scales", {2}, {3, 2})});
  EXPECT_EQ(real_input(graph, only_node(graph), 2), (Reals{1, 1, 2, 3}));
  EXPECT_FALSE(only_node(graph).attributes.contains("axes"));
  EXPECT_NE(refusal(18, node("Resize", {"x", "", "s"}, {"y"}, {integer_attribute("antialias", 1)}),
                    {floats("s", {4}, {1, 1, 2, 2})})
                .find("antialias"),
            std::string::npos);
  EXPECT_NE(refusal(19,
                    node("Resize", {"x", "", "s"}, {"y"},
                         {text_attribute("keep_aspect_ratio_policy", "not_larger")}),
                    {floats("s", {4}, {1, 1, 2, 2})}),
            "");
}

TEST(Opset17, GridSampleAndRoiAlign) {
  const Graph grid = imported(20, node("GridSample", {"x", "x"}, {"y"}, {text_attribute("mode", "cubic")}));
  EXPECT_EQ(text_attribute(only_node(grid), "mode", ""), "bicubic");
  EXPECT_EQ(text_attribute(only_node(imported(20, node("GridSample", {"x", "x"}, {"y"}))), "mode", ""),
            "bilinear");
  const Graph old = imported(10, node("RoiAlign", {"x", "x", "x"}, {"y"}));
  EXPECT_EQ(text_attribute(only_node(old), "coordinate_transformation_mode", ""), "output_half_pixel");
  EXPECT_TRUE(only_node(imported(16, node("RoiAlign", {"x", "x", "x"}, {"y"}))).attributes.empty());
}

// Before 13 all axes from `axis` on were one row; x has four.
TEST(Opset17, SoftmaxOfRows) {
  EXPECT_EQ(ops_of(imported(11, node("Softmax", {"x"}, {"y"}, {integer_attribute("axis", 3)}))),
            Ops{"Softmax"});
  const Graph rows = imported(11, node("Softmax", {"x"}, {"y"}));  // axis 1
  EXPECT_EQ(ops_of(rows), (Ops{"Shape", "Flatten", "Softmax", "Reshape"}));
  EXPECT_EQ(int_attribute(rows.nodes[1], "axis", 0), 1);
  EXPECT_EQ(int_attribute(rows.nodes[2], "axis", 0), -1);
  const Graph newer = imported(13, node("Softmax", {"x"}, {"y"}, {integer_attribute("axis", 1)}));
  EXPECT_EQ(ops_of(newer), Ops{"Softmax"});
  EXPECT_EQ(int_attribute(only_node(newer), "axis", 0), 1);
}

TEST(Opset17, ActivationsOfLaterSetsAreSpelt) {
  EXPECT_EQ(ops_of(imported(20, node("Gelu", {"x"}, {"y"}))), (Ops{"Mul", "Erf", "Add", "Mul", "Mul"}));
  const Graph tanh = imported(20, node("Gelu", {"x"}, {"y"}, {text_attribute("approximate", "tanh")}));
  EXPECT_EQ(std::ranges::count(ops_of(tanh), "Tanh"), 1);
  EXPECT_EQ(ops_of(imported(18, node("Mish", {"x"}, {"y"}))), (Ops{"Softplus", "Tanh", "Mul"}));
}

TEST(Opset17, BatchNormalizationKeepsWhatInferenceNeeds) {
  const std::vector<TensorMessage> four{floats("s", {4}, {1, 1, 1, 1}), floats("b", {4}, {0, 0, 0, 0}),
                                        floats("m", {4}, {0, 0, 0, 0}), floats("v", {4}, {1, 1, 1, 1})};
  const Graph old = imported(9,
                             node("BatchNormalization", {"x", "s", "b", "m", "v"},
                                  {"y", "m2", "v2", "m3", "v3"}, {real_attribute("epsilon", 1e-3f)}),
                             four);
  EXPECT_EQ(only_node(old).outputs.size(), 1u);
  EXPECT_EQ(float_attribute(only_node(old), "epsilon", 0), 1e-3f);
  EXPECT_EQ(refusal(15,
                    node("BatchNormalization", {"x", "s", "b", "m", "v"}, {"y"},
                         {integer_attribute("training_mode", 1)}),
                    four),
            "E0507: node \"y_node\" (BatchNormalization): normalises by the batch itself");
}

TEST(Opset17, DropoutHasOneInputAndItsRatio) {
  const Graph old = imported(9, node("Dropout", {"x"}, {"y", "mask"}, {real_attribute("ratio", 0.25f)}));
  EXPECT_EQ(float_attribute(only_node(old), "ratio", 0), 0.25f);
  EXPECT_EQ(only_node(old).outputs.size(), 1u);
  const Graph newer = imported(13, node("Dropout", {"x", "r"}, {"y"}), {floats("r", {}, {0.1f})});
  EXPECT_EQ(float_attribute(only_node(newer), "ratio", 0), 0.1f);
  EXPECT_EQ(only_node(newer).inputs.size(), 1u);
  TensorMessage training{.name = "t", .tensor = Tensor::zeros({}, DType::boolean)};
  EXPECT_EQ(refusal(13, node("Dropout", {"x", "", "t"}, {"y"}), {training}), "");
  training.tensor.as<bool>()[0] = true;
  EXPECT_NE(refusal(13, node("Dropout", {"x", "", "t"}, {"y"}), {training}).find("drops in deployment"),
            std::string::npos);
}

TEST(Opset17, WhoReadsAMaskIsNamed) {
  const std::string said = refused([] {
    import_model(model(9, {node("Dropout", {"x"}, {"a", "mask"}), node("Mul", {"a", "mask"}, {"y"})}));
  });
  EXPECT_EQ(said, "E0501: node \"y_node\" (Mul): reads \"mask\", which nothing computes");
}

TEST(Opset17, GroupNormalization) {
  const std::vector<TensorMessage> by_group{floats("s", {2}, {1, 2}), floats("b", {2}, {3, 4})};
  const auto groups = integer_attribute("num_groups", 2);
  const Graph old = imported(18, node("GroupNormalization", {"x", "s", "b"}, {"y"}, {groups}), by_group);
  EXPECT_EQ(ops_of(old), (Ops{"Shape", "Reshape", "InstanceNormalization", "Reshape"}));
  EXPECT_EQ(integer_input(old, old.nodes[1], 1), (Integers{0, 2, -1}));
  const std::vector<TensorMessage> by_channel{floats("s", {4}, {1, 2, 3, 4}), floats("b", {4}, {0, 0, 0, 0})};
  const Graph newer = imported(
      21, node("GroupNormalization", {"x", "s", "b"}, {"y"}, {groups, integer_attribute("stash_type", 1)}),
      by_channel);
  EXPECT_EQ(int_attribute(only_node(newer), "num_groups", 0), 2);
  EXPECT_FALSE(only_node(newer).attributes.contains("stash_type"));
}

TEST(Opset17, RealNumbersBecomeF32) {
  TensorMessage half{.name = "w", .tensor = Tensor::zeros({4}, DType::f16)};
  static_cast<std::uint16_t*>(half.tensor.data())[1] = 0x3C00;  // 1.0
  const Graph graph = imported(17, node("Mul", {"x", "w"}, {"y"}), {half});
  EXPECT_EQ(real_input(graph, only_node(graph), 1), (Reals{0, 1, 0, 0}));
  for (const std::int64_t type : {1, 10, 11, 16})
    EXPECT_EQ(int_attribute(only_node(imported(
                                19, node("Cast", {"x"}, {"y"},
                                         {integer_attribute("to", type), integer_attribute("saturate", 1)}))),
                            "to", 0),
              1);
  EXPECT_EQ(int_attribute(only_node(imported(17, node("Cast", {"x"}, {"y"}, {integer_attribute("to", 7)}))),
                          "to", 0),
            7);
  EXPECT_EQ(int_attribute(only_node(imported(17, node("CastLike", {"x", "i"}, {"y"}), {integers("i", {1})})),
                          "to", 0),
            7);
}

TEST(Opset17, ConstantOfShapeExpandsItsValue) {
  const Graph graph =
      import_model(model(17, {node("Shape", {"x"}, {"s"}), node("ConstantOfShape", {"s"}, {"y"})})).graph;
  EXPECT_EQ(ops_of(graph), (Ops{"Shape", "Expand"}));
  EXPECT_EQ(real_input(graph, graph.nodes[1], 0), Reals{0});
  EXPECT_EQ(constant_input(graph, graph.nodes[1], 0).shape(), Shape{});
}

TEST(Opset17, ConstantNodesAreConstantsWhateverHoldsThem) {
  const auto sum_with = [](AttributeMessage held) {
    return import_model(
               model(13, {node("Constant", {}, {"c"}, {std::move(held)}), node("Mul", {"x", "c"}, {"y"})}))
        .graph;
  };
  const auto value_of = [](const Graph& graph) {
    return constant_input(graph, only_node(graph), 1).to_f32().clone();
  };
  EXPECT_EQ(value_of(sum_with(real_attribute("value_float", 2))).floats()[0], 2);
  EXPECT_EQ(value_of(sum_with(integer_attribute("value_int", 3))).floats()[0], 3);
  EXPECT_EQ(value_of(sum_with(integers_attribute("value_ints", {4, 5}))).floats()[1], 5);
  EXPECT_EQ(value_of(sum_with(reals_attribute("value_floats", {6, 7}))).floats()[1], 7);
  AttributeMessage tensor{.name = "value", .kind = AttributeMessage::Kind::tensor};
  tensor.tensor = floats("", {1}, {8});
  EXPECT_EQ(value_of(sum_with(tensor)).floats()[0], 8);
  EXPECT_NE(refused([&] { sum_with(text_attribute("value_string", "no")); }), "");
}

// A 3-wide window keeps the size with one cell on each side, a 2-wide one with the odd cell at the end
// (SAME_UPPER) or at the beginning.
TEST(Opset17, PaddingByAWordBecomesNumbers) {
  const auto pool = [](const char* word, Integers kernel, Integers strides) {
    return node("MaxPool", {"x"}, {"y"},
                {text_attribute("auto_pad", word), integers_attribute("kernel_shape", std::move(kernel)),
                 integers_attribute("strides", std::move(strides))});
  };
  const auto pads = [&](const char* word, Integers kernel) {
    return ints_attribute(only_node(imported(17, pool(word, std::move(kernel), {1, 1}))), "pads", {});
  };
  EXPECT_EQ(pads("SAME_UPPER", {3, 2}), (Integers{1, 0, 1, 1}));
  EXPECT_EQ(pads("SAME_LOWER", {3, 2}), (Integers{1, 1, 1, 0}));
  EXPECT_EQ(pads("VALID", {3, 3}), Integers{});
  const Graph strided = imported(17, pool("SAME_LOWER", {3, 3}, {2, 2}));  // the picture's size decides
  EXPECT_EQ(text_attribute(only_node(strided), "auto_pad", ""), "SAME_LOWER");
  EXPECT_FALSE(only_node(strided).attributes.contains("pads"));
  EXPECT_NE(refusal(17, pool("SIDEWAYS", {3, 3}, {1, 1})), "");
  const Graph conv =
      imported(17,
               node("Conv", {"x", "w"}, {"y"},
                    {text_attribute("auto_pad", "SAME_UPPER"), integers_attribute("dilations", {2, 2})}),
               {floats("w", {1, 4, 3, 1}, Reals(12))});
  EXPECT_EQ(ints_attribute(only_node(conv), "pads", {}), (Integers{2, 0, 2, 0}));
  const auto same = text_attribute("auto_pad", "SAME_UPPER");
  const Graph up =
      imported(17, node("ConvTranspose", {"x", "w"}, {"y"}, {same}), {floats("w", {4, 1, 3, 1}, Reals(12))});
  EXPECT_EQ(text_attribute(only_node(up), "auto_pad", ""), "SAME_UPPER");
  EXPECT_EQ(text_attribute(only_node(imported(17, node("Conv", {"x", "x"}, {"y"}, {same}))), "auto_pad", ""),
            "SAME_UPPER");
}

TEST(Opset17, OtherVersionsAndDomainsAreNamed) {
  EXPECT_EQ(refusal(8, node("Relu", {"x"}, {"y"})).substr(0, 5), "E0507");
  EXPECT_EQ(refusal(kNewestOpset + 1, node("Relu", {"x"}, {"y"})).substr(0, 5), "E0403");
  ModelMessage silent = model(17, {node("Relu", {"x"}, {"y"})});
  silent.opsets.clear();
  EXPECT_NE(refused([&] { import_model(silent); }), "");
  NodeMessage foreign = node("FusedConv", {"x"}, {"y"});
  foreign.domain = "com.microsoft";
  EXPECT_EQ(refusal(17, foreign),
            "E0507: node \"y_node\" (FusedConv): belongs to \"com.microsoft\", not to ONNX itself, and is no "
            "function of the model");
}

TEST(Opset17, GraphsWithinGraphsAreNamed) {
  NodeMessage loop = node("Loop", {"x"}, {"y"});
  loop.attributes.push_back(
      {.name = "body", .kind = AttributeMessage::Kind::graph, .graph = {GraphMessage{}}});
  EXPECT_EQ(refusal(17, loop), "E0507: node \"y_node\" (Loop): runs a graph within the graph");
}

}  // namespace
}  // namespace perpixel::onnx
