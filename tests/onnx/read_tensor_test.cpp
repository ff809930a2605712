#include "onnx/read_tensor.h"

#include <gtest/gtest.h>

#include "onnx/hand_made.h"
#include "onnx/messages.h"
#include "onnx/read_message.h"

namespace perpixel::onnx {
namespace {

TensorMessage read(const Wire& wire) { return read_tensor_message(wire.bytes(), "t.pb"); }

std::string refusal(const Wire& wire) {
  return refused([&] { read(wire); });
}

std::vector<float> values(const TensorMessage& message) {
  const Tensor real = message.tensor.to_f32();
  return {real.floats().begin(), real.floats().end()};
}

/// Header of a tensor [2] called "t".
Wire pair_of(int type) {
  return Wire().integer(1, 2).integer(2, static_cast<std::uint64_t>(type)).text(8, "t");
}

// The type numbers and the field that holds each type's elements are those of onnx.proto3.
TEST(ReadTensor, EveryTypeFromRawBytesAndFromItsOwnField) {
  const std::vector<float> expected{1, 2};
  EXPECT_EQ(values(read(pair_of(1).elements<float>(9, {1, 2}))), expected);
  EXPECT_EQ(values(read(pair_of(1).elements<float>(4, {1, 2}))), expected);
  EXPECT_EQ(values(read(pair_of(1).real(4, 1).real(4, 2))), expected);  // not packed
  EXPECT_EQ(values(read(pair_of(11).elements<double>(9, {1, 2}))), expected);
  EXPECT_EQ(values(read(pair_of(11).elements<double>(10, {1, 2}))), expected);
  EXPECT_EQ(values(read(pair_of(7).elements<std::int64_t>(9, {1, 2}))), expected);
  EXPECT_EQ(values(read(pair_of(7).integers(7, {1, 2}))), expected);
  EXPECT_EQ(values(read(pair_of(6).elements<std::int32_t>(9, {1, 2}))), expected);
  EXPECT_EQ(values(read(pair_of(6).integers(5, {1, 2}))), expected);
  for (const int octets : {2, 3})
    EXPECT_EQ(values(read(pair_of(octets).elements<std::uint8_t>(9, {1, 2}))), expected);
  for (const int words : {4, 5})
    EXPECT_EQ(values(read(pair_of(words).elements<std::uint16_t>(9, {1, 2}))), expected);
  for (const int small : {2, 3, 4, 5}) EXPECT_EQ(values(read(pair_of(small).integers(5, {1, 2}))), expected);
  // 1.0 and 2.0: 0x3C00, 0x4000 as half; 0x3F80, 0x4000 as bfloat16
  EXPECT_EQ(values(read(pair_of(10).elements<std::uint16_t>(9, {0x3C00, 0x4000}))), expected);
  EXPECT_EQ(values(read(pair_of(10).integers(5, {0x3C00, 0x4000}))), expected);
  EXPECT_EQ(values(read(pair_of(16).integers(5, {0x3F80, 0x4000}))), expected);
  EXPECT_EQ(values(read(pair_of(9).integers(5, {0, 1}))), (std::vector<float>{0, 1}));
}

TEST(ReadTensor, NegativeNumbersKeepTheirSign) {
  EXPECT_EQ(values(read(pair_of(3).integers(5, {-1, -128}))), (std::vector<float>{-1, -128}));
  EXPECT_EQ(values(read(pair_of(5).integers(5, {-1, -300}))), (std::vector<float>{-1, -300}));
  EXPECT_EQ(values(read(pair_of(6).integers(5, {-1, -70000}))), (std::vector<float>{-1, -70000}));
}

TEST(ReadTensor, AnyByteButZeroIsTrue) {
  const TensorMessage flags = read(pair_of(9).elements<std::uint8_t>(9, {0, 77}));
  EXPECT_FALSE(flags.tensor.as<bool>()[0]);
  EXPECT_TRUE(flags.tensor.as<bool>()[1]);
  EXPECT_EQ(static_cast<const std::uint8_t*>(flags.tensor.data())[1], 1);
}

TEST(ReadTensor, ScalarsAndEmptyOnes) {
  const TensorMessage scalar = read(Wire().integer(2, 1).elements<float>(9, {5}));
  EXPECT_EQ(scalar.tensor.shape(), Shape{});
  EXPECT_EQ(values(scalar), (std::vector<float>{5}));
  EXPECT_EQ(read(Wire().integer(1, 0).integer(2, 1)).tensor.shape(), Shape{0});
}

TEST(ReadTensor, ForeignTypesAreNamed) {
  EXPECT_EQ(refusal(pair_of(8)), "E0507: t.pb: tensor \"t\" has elements of type string");
  EXPECT_EQ(refusal(pair_of(13)), "E0507: t.pb: tensor \"t\" has elements of type uint64");
  EXPECT_EQ(refusal(pair_of(99)), "E0503: t.pb: tensor \"t\" has elements of unknown type 99");
}

TEST(ReadTensor, WhatIsStoredFillsTheShape) {
  EXPECT_EQ(refusal(pair_of(1).elements<float>(9, {1})),
            "E0503: t.pb: tensor \"t\" of shape [2] and type f32 stores 4 bytes");
  EXPECT_EQ(refusal(pair_of(1).elements<float>(4, {1, 2, 3})),
            "E0503: t.pb: tensor \"t\" of shape [2] and type f32 stores 3 elements");
  EXPECT_NE(refusal(pair_of(1).integers(7, {1, 2})), "");  // the field of another type
  EXPECT_NE(refusal(Wire().integers(1, {1 << 30, 1 << 30}).integer(2, 1)), "");
  EXPECT_NE(refusal(Wire().integers(1, {-2}).integer(2, 1)), "");
}

TEST(ReadTensor, ElementsInAnotherFileAreNotedOnly) {
  const auto entry = [](const char* key, const char* value) { return Wire().text(1, key).text(2, value); };
  const TensorMessage outside = read(pair_of(1)
                                         .message(13, entry("location", "w.data"))
                                         .message(13, entry("offset", "4096"))
                                         .message(13, entry("length", "8"))
                                         .integer(14, 1));
  EXPECT_FALSE(outside.tensor.defined());
  EXPECT_EQ(outside.external_location, "w.data");
  EXPECT_EQ(outside.external_offset, 4096u);
  EXPECT_EQ(outside.external_length, 8u);
  EXPECT_EQ(outside.external_shape, Shape{2});
  EXPECT_NE(
      refusal(
          pair_of(1).message(13, entry("location", "w")).message(13, entry("offset", "-1")).integer(14, 1)),
      "");
  EXPECT_NE(refusal(pair_of(1).integer(14, 1)), "");  // no location
}

}  // namespace
}  // namespace perpixel::onnx
