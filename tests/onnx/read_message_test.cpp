#include "onnx/read_message.h"

#include <gtest/gtest.h>

#include "onnx/hand_made.h"
#include "onnx/messages.h"

namespace perpixel::onnx {
namespace {

using Kind = AttributeMessage::Kind;

ModelMessage read(const Wire& wire) { return read_model_message(wire.bytes(), "m.onnx"); }

std::string refusal(const Wire& wire) {
  return refused([&] { read(wire); });
}

/// A model whose graph is this.
Wire of_graph(const Wire& graph) { return Wire().integer(1, 8).message(7, graph); }

TEST(ReadMessage, EveryPartArrives) {
  const ModelMessage model = read(wire_small_model(3));
  EXPECT_EQ(model.ir_version, 8);
  EXPECT_EQ(model.producer_name, "by hand");
  EXPECT_EQ(model.opsets, (std::map<std::string, std::int64_t>{{"", 17}}));
  EXPECT_EQ(model.metadata, (std::map<std::string, std::string>{{"key", "value"}}));
  const GraphMessage& graph = model.graph;
  EXPECT_EQ(graph.name, "small");
  ASSERT_EQ(graph.nodes.size(), 2u);
  EXPECT_EQ(graph.nodes[0].op, "Conv");
  EXPECT_EQ(graph.nodes[0].name, "conv");
  EXPECT_EQ(graph.nodes[0].inputs, (std::vector<std::string>{"x", "w"}));
  EXPECT_EQ(graph.nodes[0].outputs, (std::vector<std::string>{"c"}));
  ASSERT_EQ(graph.nodes[0].attributes.size(), 1u);
  EXPECT_EQ(graph.nodes[0].attributes[0].kind, Kind::integers);
  EXPECT_EQ(graph.nodes[0].attributes[0].integers, (std::vector<std::int64_t>{1, 1}));
  ASSERT_EQ(graph.initializers.size(), 1u);
  EXPECT_EQ(graph.initializers[0].tensor.floats()[0], 3);
  ASSERT_EQ(graph.inputs.size(), 1u);
  EXPECT_EQ(graph.inputs[0].shape, (Shape{-1, 1, -1, -1}));
  EXPECT_EQ(graph.inputs[0].axis_names, (std::vector<std::string>{"n", "", "n", "n"}));
  EXPECT_EQ(graph.inputs[0].foreign_type, "");
}

TEST(ReadMessage, EveryKindOfAttribute) {
  const Wire node =
      Wire()
          .text(4, "Any")
          .message(5, Wire().text(1, "f").real(2, 1.5f).integer(20, 1))
          .message(5, Wire().text(1, "i").integer(3, static_cast<std::uint64_t>(-2)).integer(20, 2))
          .message(5, Wire().text(1, "s").text(4, "word").integer(20, 3))
          .message(5, Wire().text(1, "t").message(5, wire_tensor<float>("", 1, {2}, {1, 2})).integer(20, 4))
          .message(5, Wire().text(1, "g").message(6, Wire().text(2, "body")).integer(20, 5))
          .message(5, Wire().text(1, "fs").real(7, 1).real(7, 2).integer(20, 6))
          .message(5, Wire().text(1, "fp").elements<float>(7, {3, 4}).integer(20, 6))
          .message(5, Wire().text(1, "is").integer(8, 5).integer(8, 6).integer(20, 7))
          .message(5, Wire().text(1, "ss").text(9, "a").text(9, "b").integer(20, 8))
          .message(5, Wire().text(1, "empty").integer(20, 7))
          .message(5, Wire().text(1, "untyped").integer(3, 9));
  const auto attributes = read(of_graph(Wire().message(1, node))).graph.nodes.at(0).attributes;
  ASSERT_EQ(attributes.size(), 11u);
  EXPECT_EQ(attributes[0].real, 1.5f);
  EXPECT_EQ(attributes[1].integer, -2);
  EXPECT_EQ(attributes[2].text, "word");
  EXPECT_EQ(attributes[3].tensor.tensor.floats()[1], 2);
  EXPECT_EQ(attributes[4].graph.at(0).name, "body");
  EXPECT_EQ(attributes[5].reals, (std::vector<float>{1, 2}));
  EXPECT_EQ(attributes[6].reals, (std::vector<float>{3, 4}));
  EXPECT_EQ(attributes[7].integers, (std::vector<std::int64_t>{5, 6}));
  EXPECT_EQ(attributes[8].texts, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(attributes[9].kind, Kind::integers);
  EXPECT_EQ(attributes[10].kind, Kind::integer);
}

TEST(ReadMessage, AiOnnxIsTheStandardDomain) {
  const Wire graph = Wire().message(1, Wire().text(2, "y").text(4, "Relu").text(7, "ai.onnx"));
  const ModelMessage model =
      read(Wire().message(7, graph).message(8, Wire().text(1, "ai.onnx").integer(2, 12)));
  EXPECT_EQ(model.opsets.at(""), 12);
  EXPECT_EQ(model.graph.nodes[0].domain, "");
}

TEST(ReadMessage, EveryPartOfAFunctionArrives) {
  const ModelMessage model = read(wire_function_model());
  ASSERT_EQ(model.functions.size(), 1u);
  const FunctionMessage& function = model.functions[0];
  EXPECT_EQ(function.name, "bent");
  EXPECT_EQ(function.domain, "d");
  EXPECT_EQ(function.overload, "o");
  EXPECT_EQ(function.inputs, std::vector<std::string>{"a"});
  EXPECT_EQ(function.outputs, std::vector<std::string>{"b"});
  EXPECT_EQ(function.attributes, std::vector<std::string>{"unused"});
  EXPECT_EQ(function.opsets, (std::map<std::string, std::int64_t>{{"", 17}}));
  ASSERT_EQ(function.defaults.size(), 1u);
  EXPECT_EQ(function.defaults[0].real, 0.25f);
  ASSERT_EQ(function.nodes.size(), 1u);
  EXPECT_EQ(function.nodes[0].op, "LeakyRelu");
  EXPECT_EQ(function.nodes[0].attributes.at(0).reference, "slope");
  const NodeMessage& call = model.graph.nodes.at(0).attributes.at(0).graph.at(0).nodes.at(0);
  EXPECT_EQ(call.domain, "d");
  EXPECT_EQ(call.overload, "o");
}

TEST(ReadMessage, FunctionsOfTheStandardDomain) {
  const auto with = [](const Wire& function) { return Wire().message(7, Wire()).message(25, function); };
  EXPECT_EQ(read(with(Wire().text(1, "f").text(10, "ai.onnx"))).functions.at(0).domain, "");
  EXPECT_NE(refusal(with(Wire().text(10, "d"))).find("a function without a name"), std::string::npos);
  EXPECT_NE(refusal(with(Wire().text(1, "f").integer(7, 1))).find("another kind"), std::string::npos);
}

/// Nodes of functions count like others.
TEST(ReadMessage, AbsurdCountsInFunctionsAreRefused) {
  Wire function;
  for (int i = 0; i <= 1 << 20; ++i) function.text(6, "");
  EXPECT_NE(refusal(Wire().message(7, Wire()).message(25, function.text(1, "f")))
                .find("more nodes, names and values"),
            std::string::npos);
}

TEST(ReadMessage, OtherTypesOfValuesAreNamed) {
  const Wire sequence = Wire().text(1, "s").message(2, Wire().message(4, Wire()));
  const Wire text = wire_value("t", {1}, 8);
  const GraphMessage graph = read(of_graph(Wire().message(11, sequence).message(11, text))).graph;
  EXPECT_EQ(graph.inputs[0].foreign_type, "a sequence");
  EXPECT_EQ(graph.inputs[1].foreign_type, "a tensor of string");
}

TEST(ReadMessage, UnknownFieldsArePassedOver) {
  Wire wire = wire_small_model();
  wire.text(99, "from a later version");
  EXPECT_EQ(read(wire).graph.nodes.size(), 2u);
}

TEST(ReadMessage, FaultsNameTheByte) {
  EXPECT_EQ(refusal(Wire().integer(1, 8)), "E0503: m.onnx: no graph at byte 2");
  // field 7 as a number: tag at byte 0, refused before its value is read
  EXPECT_EQ(refusal(Wire().integer(7, 1)),
            "E0503: m.onnx: field 7 has another kind than ONNX gives it at byte 1");
  Wire cut;
  cut.tag(7, 2);
  cut.varint(100);
  // where its content would begin
  EXPECT_EQ(refusal(cut), "E0503: m.onnx: a field reaches past the end of its message at byte 2");
}

TEST(ReadMessage, BoundsNamesGraphsAndCounts) {
  EXPECT_NE(refusal(of_graph(Wire().text(2, std::string(4097, 'n')))).find("a text of 4097 bytes"),
            std::string::npos);
  EXPECT_NE(refusal(Wire().message(7, Wire()).message(7, Wire())).find("a second graph"), std::string::npos);
  EXPECT_NE(refusal(of_graph(Wire().message(1, Wire()))).find("a node without an operation"),
            std::string::npos);
  EXPECT_NE(refusal(of_graph(Wire().message(15, Wire()))).find("sparse"), std::string::npos);
}

// Rules write lists as long as a value has axes, one for each node that reads it.
TEST(ReadMessage, ValuesHaveAtMost64Axes) {
  const auto of_axes = [](std::size_t axes) {
    return of_graph(Wire().message(11, wire_value("x", Shape(axes, 1), 1)));
  };
  EXPECT_EQ(refusal(of_axes(64)), "");
  EXPECT_NE(refusal(of_axes(65)).find("a value with more than 64 axes at byte"), std::string::npos);
}

TEST(ReadMessage, GraphsNestAtMostEightDeep) {
  const auto nested = [](int depth) {
    Wire graph;
    for (int i = 0; i < depth; ++i)
      graph = Wire().message(
          1, Wire().text(4, "If").message(5, Wire().text(1, "then").message(6, graph).integer(20, 5)));
    return of_graph(graph);
  };
  EXPECT_EQ(refusal(nested(8)), "");
  EXPECT_NE(refusal(nested(9)).find("too deep"), std::string::npos);
  EXPECT_NE(refusal(nested(2000)).find("too deep"), std::string::npos);
}

/// 2^20 + 1 empty inputs in 2 MB, or a fourth as many attributes: refused by their number, whatever the
/// file's size.
TEST(ReadMessage, AbsurdCountsAreRefused) {
  for (const auto& [field, count] : {std::pair{1, 1 << 20}, {5, 1 << 18}}) {
    Wire node;
    for (int i = 0; i <= count; ++i) node.text(field, "");
    EXPECT_NE(refusal(of_graph(Wire().message(1, node.text(4, "Sum")))).find("more nodes, names and values"),
              std::string::npos)
        << field;
  }
}

/// Every beginning of a model is refused or read, never anything else; only the whole has its metadata.
TEST(ReadMessage, TruncationAtEveryByte) {
  for (const Wire& whole : {wire_small_model(), wire_function_model()})
    for (std::size_t size = 0; size < whole.bytes().size(); ++size) {
      SCOPED_TRACE(size);
      try {
        EXPECT_TRUE(read_model_message(whole.bytes().first(size), "m").metadata.empty());
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::weights_corrupt) << error.what();
      }
    }
}

/// How many flips of one bit are refused; the others give a model.
int refused_flips(const Wire& wire) {
  std::string bytes = wire.text();
  int refusals = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
    try {
      (void)read_onnx({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, "m");
    } catch (const Error&) {
      ++refusals;
    }
    bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
  return refusals;
}

TEST(ReadMessage, EveryBitFlipIsReadOrRefused) {
  // Flips in names of nodes, in the weight and in the metadata change a model without breaking it.
  for (const Wire& wire : {wire_small_model(), wire_function_model()})
    EXPECT_GT(refused_flips(wire), static_cast<int>(wire.bytes().size()));
}

}  // namespace
}  // namespace perpixel::onnx
