#include "tensor/shared_bytes.h"

#include <gtest/gtest.h>

#include "error/error.h"

namespace perpixel {
namespace {

SharedBytes owned(std::vector<std::uint8_t> values) {
  const auto owner = std::make_shared<const std::vector<std::uint8_t>>(std::move(values));
  return {*owner, owner};
}

TEST(ByteCount, AbsurdShapesHaveNone) {
  EXPECT_EQ(byte_count({2, 3}, DType::f64), 48u);
  EXPECT_EQ(byte_count({}, DType::f16), 2u);
  EXPECT_EQ(byte_count({0, 1 << 20}, DType::f32), 0u);
  EXPECT_FALSE(byte_count({-1}, DType::u8));
  EXPECT_FALSE(byte_count({std::int64_t{1} << 40, std::int64_t{1} << 40}, DType::u8));
  EXPECT_FALSE(byte_count({std::int64_t{1} << 40, std::int64_t{1} << 40, 0}, DType::u8));
}

TEST(TensorOver, SharesAlignedBytesAndKeepsTheirOwner) {
  Tensor tensor;
  const void* data = nullptr;
  {
    const SharedBytes bytes = owned({0, 0, 0x80, 0x3F, 0, 0, 0, 0x40});
    data = bytes.bytes.data();
    tensor = tensor_over({2}, DType::f32, bytes);
  }
  EXPECT_EQ(tensor.data(), data);
  EXPECT_EQ(tensor.floats()[1], 2.f);
}

TEST(TensorOver, CopiesWhatItCannotShare) {
  const SharedBytes bytes = owned({9, 0, 0, 0x80, 0x3F});
  const Tensor unaligned = tensor_over({1}, DType::f32, bytes.part(1, 4));
  EXPECT_EQ(unaligned.floats()[0], 1.f);
  EXPECT_NE(unaligned.data(), bytes.bytes.data() + 1);
  EXPECT_NE(tensor_over({5}, DType::u8, {bytes.bytes, nullptr}).data(), bytes.bytes.data());
}

TEST(TensorOver, WhatIsSharedIsKnownBefore) {
  const SharedBytes bytes = owned(std::vector<std::uint8_t>(16, 0));
  EXPECT_TRUE(is_shareable(bytes, DType::f32));
  EXPECT_TRUE(is_shareable(bytes.part(2, 4), DType::f16));
  EXPECT_FALSE(is_shareable(bytes.part(2, 4), DType::f32));
  EXPECT_FALSE(is_shareable({bytes.bytes, nullptr}, DType::u8));
}

TEST(TensorOver, TooFewBytesAreRefused) {
  EXPECT_THROW(tensor_over({2}, DType::f32, owned({1, 2, 3, 4})), Error);
  EXPECT_EQ(tensor_over({0}, DType::f32, {}).count(), 0);
}

TEST(AlignedBytes, CopiesOnlyWhenItMust) {
  const SharedBytes bytes = owned(std::vector<std::uint8_t>(32, 7));
  EXPECT_EQ(aligned_bytes(bytes).bytes.data(), bytes.bytes.data());
  const SharedBytes copy = aligned_bytes(bytes.part(1, 9));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(copy.bytes.data()) % 8, 0u);
  EXPECT_EQ(copy.bytes.size(), 9u);
  EXPECT_EQ(copy.bytes[8], 7);
}

}  // namespace
}  // namespace perpixel
