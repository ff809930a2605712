#include "onnx/write_message.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "error/error.h"
#include "file/file.h"
#include "onnx/file_reading.h"

namespace perpixel::onnx {
namespace {

namespace fs = std::filesystem;

class WriteMessage : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() /
              ("perpixel_onnx_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

ModelMessage one_of_each() {
  ModelMessage model{.ir_version = 8, .opsets = {{"", 17}}, .producer_name = "p", .metadata = {{"k", "v"}}};
  using Kind = AttributeMessage::Kind;
  model.graph.name = "g";
  model.graph.nodes.push_back({"Op",
                               "n",
                               "",
                               {"x", "", "w"},
                               {"y"},
                               {{.name = "i", .kind = Kind::integer, .integer = -1},
                                {.name = "r", .kind = Kind::real, .real = 0.5f},
                                {.name = "s", .kind = Kind::text, .text = "nearest"},
                                {.name = "l", .kind = Kind::integers, .integers = {2, 0, 3}}}});
  model.graph.initializers.push_back({.name = "w", .tensor = Tensor::from({2, 1}, {1.5f, -2})});
  model.graph.initializers.push_back({.name = "c", .tensor = Tensor::from_ints({}, {7})});
  model.graph.inputs.push_back({.name = "x", .has_shape = true, .shape = {-1, 3}, .axis_names = {"N", ""}});
  model.graph.outputs.push_back({.name = "y", .type = DType::i64, .has_shape = true});
  return model;
}

// By hand from onnx.proto: tag = field << 3 | wire type.
TEST_F(WriteMessage, TheBytesOfASmallModel) {
  ModelMessage model{.ir_version = 8, .opsets = {{"", 17}}, .producer_name = "p"};
  model.graph.name = "g";
  const std::string expected(
      "\x08\x08"                   // ir_version = 8
      "\x12\x01p"                  // producer_name
      "\x1a\x00"                   // producer_version, empty
      "\x3a\x03\x12\x01g"          // graph { name }
      "\x42\x04\x0a\x00\x10\x11",  // opset_import { domain = "", version = 17 }
      2 + 3 + 2 + 5 + 6);
  EXPECT_EQ(model_bytes(model), expected);
}

TEST_F(WriteMessage, WhatWasWrittenReadsBack) {
  const ReadModel read = read_model(model_bytes(one_of_each()));
  EXPECT_EQ(read.ir_version, 8);
  EXPECT_EQ(read.opsets.at(""), 17);
  EXPECT_EQ(read.metadata.at("k"), "v");
  ASSERT_EQ(read.nodes.size(), 1u);
  const ReadNode& node = read.nodes[0];
  EXPECT_EQ(node.op, "Op");
  EXPECT_EQ(node.inputs, (std::vector<std::string>{"x", "", "w"}));
  EXPECT_EQ(node.attributes.at("i").integer, -1);
  EXPECT_EQ(node.attributes.at("i").type, 2);  // INT
  EXPECT_EQ(node.attributes.at("r").real, 0.5f);
  EXPECT_EQ(node.attributes.at("r").type, 1);  // FLOAT
  EXPECT_EQ(node.attributes.at("s").text, "nearest");
  EXPECT_EQ(node.attributes.at("s").type, 3);  // STRING
  EXPECT_EQ(node.attributes.at("l").integers, (std::vector<std::int64_t>{2, 0, 3}));
  EXPECT_EQ(node.attributes.at("l").type, 7);  // INTS
  EXPECT_EQ(read.tensor("w").dims, (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(read.tensor("w").type, 1);  // FLOAT
  EXPECT_EQ(read.tensor("w").reals(), (std::vector<float>{1.5f, -2}));
  EXPECT_EQ(read.tensor("c").type, 7);  // INT64
  EXPECT_TRUE(read.tensor("c").dims.empty());
  EXPECT_EQ(read.inputs.at(0).dims, (std::vector<std::string>{"N", "3"}));
  EXPECT_EQ(read.outputs.at(0).type, 7);
}

TEST_F(WriteMessage, EqualInputGivesEqualBytes) {
  EXPECT_EQ(model_bytes(one_of_each()), model_bytes(one_of_each()));
}

TEST_F(WriteMessage, NoElementsNoFile) {
  ModelMessage model = one_of_each();
  model.graph.initializers.push_back({.name = "empty"});
  try {
    write_model(folder_ / "m.onnx", model);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::graph_invalid);
    EXPECT_STREQ(error.what(), "tensor \"empty\" has no elements to write");
  }
  EXPECT_FALSE(fs::exists(folder_ / "m.onnx"));
}

// Three GiB that are never touched: the size is known before a byte is taken.
TEST_F(WriteMessage, AboveTheLimitTheSizeIsNamed) {
  static float element = 0;
  ModelMessage model;
  const std::int64_t count = std::int64_t{3} << 28;
  model.graph.initializers.push_back(
      {.name = "w", .tensor = Tensor({count}, DType::f32, std::shared_ptr<void>(&element, [](void*) {}))});
  EXPECT_EQ(tensor_bytes(model), static_cast<std::uint64_t>(count) * 4);
  try {
    model_bytes(model);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_NE(std::string(error.what()).find("3221225472 bytes"), std::string::npos) << error.what();
  }
}

// A limit of 5000 bytes stands for 2 GiB.
TEST_F(WriteMessage, AboveTheLimitTensorsGoToTheSideFile) {
  ModelMessage model = one_of_each();
  model.graph.initializers.push_back({.name = "large", .tensor = Tensor::filled({33, 10}, 2)});
  model.graph.initializers.push_back({.name = "larger", .tensor = Tensor::filled({1000}, 3)});
  const WrittenModel written = write_model(folder_ / "m.onnx", model, 5000);
  EXPECT_EQ(written.data, folder_ / "m.onnx.data");
  EXPECT_EQ(written.data_bytes, 1344u + 4000u);  // 1320 bytes, up to the next multiple of 64, and 4000
  EXPECT_EQ(fs::file_size(written.data), written.data_bytes);
  const ReadModel read = read_model(read_text_file(folder_ / "m.onnx"));
  EXPECT_EQ(read.tensor("w").raw.size(), 8u);  // small ones stay
  const ReadTensor& larger = read.tensor("larger");
  EXPECT_EQ(larger.location, 1);  // EXTERNAL
  EXPECT_TRUE(larger.raw.empty());
  EXPECT_EQ(larger.dims, (std::vector<std::int64_t>{1000}));
  EXPECT_EQ(larger.external.at("location"), "m.onnx.data");
  EXPECT_EQ(larger.external.at("offset"), "1344");
  EXPECT_EQ(larger.external.at("length"), "4000");
  const Bytes data = read_file(written.data);
  float first = 0;
  std::memcpy(&first, data.data() + 1344, 4);
  EXPECT_EQ(first, 3);
}

TEST_F(WriteMessage, BelowTheLimitThereIsNoSideFile) {
  const WrittenModel written = write_model(folder_ / "m.onnx", one_of_each());
  EXPECT_TRUE(written.data.empty());
  EXPECT_EQ(fs::file_size(folder_ / "m.onnx"), written.bytes);
}

}  // namespace
}  // namespace perpixel::onnx
